module fob.example/fob/test/clients

go 1.26.0

replace fob.example/fob => ../..

require (
	fob.example/fob v0.0.0-00010101000000-000000000000
	github.com/google/go-cmp v0.7.0
)

require (
	github.com/goccy/go-yaml v1.19.2 // indirect
	golang.org/x/net v0.62.0 // indirect
)
