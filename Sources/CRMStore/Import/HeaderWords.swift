/// The names that programs and people give to the columns of a contact list, normalised: lower case, no accents,
/// one blank between words.
enum HeaderWords {
    static let columns: [String: ContactColumn] = {
        var result: [String: ContactColumn] = [:]
        for (column, words) in table {
            for word in words.split(separator: ",") { result[String(word)] = column }
        }
        return result
    }()

    /// English; Google, Outlook, HubSpot, Salesforce, Pipedrive, LinkedIn; then German, French, Spanish,
    /// Portuguese, Italian, Dutch, Polish, Swedish and Danish.
    private static let table: [(ContactColumn, String)] = [
        (
            .firstName,
            "first name,firstname,first,given name,givenname,forename,fname,person first name,contact first name,vorname,prenom,nombre,nombre de pila,primeiro nome,nome proprio,voornaam,imie,fornamn,fornavn"
        ),
        (
            .middleName,
            "middle name,middlename,additional name,zweiter vorname,deuxieme prenom,segundo nombre,nome do meio,secondo nome,tussenvoegsel"
        ),
        (
            .lastName,
            "last name,lastname,last,family name,familyname,surname,lname,person last name,contact last name,nachname,familienname,nom de famille,apellido,apellidos,sobrenome,apelido,ultimo nome,cognome,achternaam,nazwisko,efternamn,efternavn"
        ),
        (
            .fullName,
            "name,full name,fullname,contact name,contact,person,person name,display name,displayname,anzeigename,vollstandiger name,ganzer name,kontakt,nom,nom complet,nom d affichage,nombre completo,nome,nome completo,contato,contacto,volledige naam,naam,imie i nazwisko,namn,navn"
        ),
        (
            .title,
            "title,job title,jobtitle,position,role,occupation,organization title,organization 1 title,person job title,contact title,berufsbezeichnung,funktion,stellenbezeichnung,stelle,titre,fonction,poste,cargo,puesto,titulo,funcao,qualifica,ruolo,posizione,functie,functietitel,stanowisko,befattning,stilling"
        ),
        (
            .company,
            "company,company name,companyname,organization,organisation,organization name,organization 1 name,organisation name,account,account name,employer,associated company,business,person organization,deal organization,org,firma,unternehmen,firmenname,entreprise,societe,organisme,raison sociale,empresa,compania,organizacion,organizacao,companhia,azienda,societa,ditta,bedrijf,bedrijfsnaam,organisatie,foretag,virksomhed"
        ),
        (
            .website,
            "website,web site,web page,webpage,url,homepage,company domain,company domain name,domain,website 1 value,company website,webseite,internetseite,site web,site internet,pagina web,sitio web,site,sito web,strona www,hemsida,hjemmeside"
        ),
        (
            .industry,
            "industry,sector,branche,secteur,secteur d activite,industria,setor,ramo,settore,branza,bransch"
        ),
        (
            .timeZone,
            "time zone,timezone,tz,zeitzone,fuseau horaire,zona horaria,fuso horario,fuso orario,tijdzone,strefa czasowa,tidszon,tidszone"
        ),
        (
            .tags,
            "tags,tag,labels,label,categories,category,group membership,groups,person label,keywords,lists,kategorien,schlagworte,gruppen,etiquettes,categories et groupes,etiquetas,categorias,marcadores,etichette,categorie,labels en groepen,etykiety,kategorie,etiketter,kategorier"
        ),
        (
            .notes,
            "notes,note,description,comments,comment,remarks,notizen,notiz,bemerkungen,bemerkung,anmerkungen,kommentar,commentaires,commentaire,remarques,notas,comentarios,observaciones,observacoes,commenti,osservazioni,opmerkingen,notities,notatki,uwagi,anteckningar,noter,bemaerkninger"
        ),
    ]

    /// Columns that say something about another column, or nothing that Rapport keeps.
    static let ignored: Set<String> = [
        "photo", "record id", "yomi name", "given name yomi", "family name yomi", "additional name yomi",
        "phonetic first name", "phonetic middle name", "phonetic last name", "file as", "initials", "private",
        "sensitivity", "priority", "directory server", "billing information", "mileage", "internet free busy",
        "associated company ids", "id", "contact id", "account id", "lead id", "person id",
    ]

    static let email: Set<String> = [
        "email", "e mail", "mail", "emailaddress", "email address", "e mail address", "e mail adresse",
        "mail address", "mailadresse", "emailadresse", "adresse e mail", "adresse email", "adresse mail",
        "courriel", "adresse electronique", "correo", "correo electronico", "direccion de correo electronico",
        "email profissional", "endereco de e mail", "endereco de email", "correio eletronico",
        "posta elettronica",
        "indirizzo e mail", "indirizzo email", "e mailadres", "emailadres", "adres e mail", "adres email",
        "epost",
        "e post", "e postadress", "mejl", "primary email", "work email", "business email", "personal email",
        "home email", "other email", "person email", "secondary email",
    ]

    static let phone: Set<String> = [
        "phone", "phone number", "phonenumber", "telephone", "telephone number", "tel", "mobile",
        "mobile phone",
        "mobile number", "cell", "cell phone", "business phone", "work phone", "home phone", "primary phone",
        "other phone", "person phone", "company phone", "direct phone", "telefon", "telefonnummer", "handy",
        "mobil", "mobiltelefon", "rufnummer", "telefon geschaftlich", "telephone portable", "portable",
        "telephone professionnel", "telefono", "telefono movil", "movil", "telefone", "celular", "telemovel",
        "telefono cellulare", "cellulare", "telefoon", "telefoonnummer", "mobiel", "telefon komorkowy",
        "mobilnummer",
    ]
}
