import RapportApp

await RapportApp.main()
