import RapportApp

RapportApp.main()
