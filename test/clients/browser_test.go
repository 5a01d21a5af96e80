package clients

func closeBrowser() {}
