/// What the newsletters of the demo say.
enum Newsletters {
    static let senders: [Newsletter.Sender] = [
        .init(
            name: "Dock & Depot Weekly", address: "hello@dockdepot.example",
            listID: "weekly.dockdepot.example",
            accent: "#0b5563", slogan: "Freight, yards and the people who move them"),
        .init(
            name: "The Quota Letter", address: "letter@quotaletter.example",
            listID: "letter.quotaletter.example",
            accent: "#7a2e1d", slogan: "Selling without shouting"),
        .init(
            name: "Rota Notes", address: "notes@rotanotes.example", listID: "notes.rotanotes.example",
            accent: "#2f4b8f", slogan: "Shift work, researched"),
        .init(
            name: "Mundo Operaciones", address: "boletin@mundoops.example",
            listID: "boletin.mundoops.example",
            accent: "#8a5a00", slogan: "Noticias para quien planifica"),
    ]

    /// Subject, preheader; the sender is the one with the same index modulo the number of senders.
    static let issues: [(subject: String, preheader: String)] = [
        ("Why the night yard is quieter this year", "Three ports changed one rule. Here is which."),
        ("The follow-up that got 31 answers", "It has two sentences and no question mark."),
        ("Handover in 90 seconds: what 40 wards do", "The checklist is shorter than you think."),
        ("Turnos de Navidad: lo que funciona", "Cinco fábricas cuentan su truco."),
        ("Driver hours: the new table is out", "And a page to print for the canteen."),
        ("Discounts are a schedule problem", "When you ask matters more than what you ask."),
        ("Sleep, split shifts and a surprise from Oslo", "The early start is not the villain."),
        ("El absentismo baja, pero ¿por qué?", "Datos de 300 centros."),
        ("Berths, cranes, coffee: a day in Algeciras", "Reportage, with too many pictures."),
        ("Your champion left. Now what?", "Week one, week two, week three."),
        ("Fair is a formula (almost)", "Four ways to share the bad weekends."),
        ("Planificar con datos de ventas", "Una guía corta."),
        ("Six depots, one plan", "The move that nobody noticed."),
        ("Procurement is not your enemy", "A buyer answers our questions."),
        ("Flexible rotas and the works council", "What to bring to the first meeting."),
    ]

    static let stories: [Newsletter.Item] = [
        .init(
            title: "One gate, two queues",
            text:
                "A terminal in Gdynia split its gate by appointment length instead of by haulier. The median wait "
                + "went from 47 to 29 minutes, and the night team lost its least loved job.",
            button: "Read the case"),
        .init(
            title: "What planners do on Friday afternoons",
            text:
                "We asked 412 planners. Most of them rebuild the weekend by telephone, and most of them believe "
                + "that only their site does.", button: "See the answers"),
        .init(
            title: "A price rise, told well",
            text:
                "Say the number in the first line, the reason in the second, the date in the third. Everything "
                + "after that is for you, not for the customer.", button: "Copy the letter"),
        .init(
            title: "Interview: the nurse who wrote the rota rules",
            text:
                "She began with a pencil and one sentence: nobody works the night before an exam. Eleven years "
                + "later the sentence is still there, with forty more around it.",
            button: "Read the interview"),
        .init(
            title: "The empty Tuesday",
            text:
                "Most sites overstaff Tuesdays by habit. If you only look at one chart this month, look at your "
                + "own Tuesday.", button: "Open the template"),
        .init(
            title: "Ask for the calendar, not for the meeting",
            text:
                "A short test with 900 mails: offering two times got fewer answers than asking which half of the "
                + "week is calmer.", button: "See the numbers"),
        .init(
            title: "Temporary staff: the first hour decides",
            text:
                "Sites that pair a newcomer with one named person for sixty minutes keep twice as many of them "
                + "until the end of the season.", button: "Get the checklist"),
        .init(
            title: "Lo que aprendimos de 12 fábricas",
            text:
                "Los cambios de turno por mensaje no son el problema; el problema es que nadie los apunta. Una "
                + "pizarra compartida ya reduce los errores a la mitad.", button: "Leer más"),
        .init(
            title: "Heat breaks by the book",
            text:
                "From May the midday break is checked by inspectors in four more countries. The rule is simple, the "
                + "exceptions are not.", button: "Read the rules"),
        .init(
            title: "Small teams, big gaps",
            text:
                "Below nine people one sick call breaks the plan. Two neighbouring teams that train each other are "
                + "cheaper than a standby pool.", button: "Do the sums"),
        .init(
            title: "Reader's question: who may see my hours?",
            text:
                "Your lead, payroll, and nobody else by default. Our lawyer explains why a screen in the canteen "
                + "needs everybody's yes.", button: "Read the answer"),
        .init(
            title: "The map on the wall",
            text:
                "A depot in Trieste prints its plan every morning, although it has screens everywhere. Paper, says "
                + "the foreman, has no password.", button: "Look at the photographs"),
    ]
}
