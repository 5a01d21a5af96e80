package main

func limitCore() {}
