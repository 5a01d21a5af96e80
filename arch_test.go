// Package fob_test holds the tests of the project as a whole: which package may
// import which, what a start costs, and that the documents say what the program does.
package fob_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "fob.example/fob/"

// layers are the packages from the top down: a package imports only from layers below
// its own. A package in no layer fails the test: put it where it belongs.
var layers = [][]string{
	{"cmd/fob"},
	{"internal/cli"},
	{"internal/demo", "internal/doctor", "internal/status", "internal/idc/intercept", "idctest"},
	{"internal/rolecreds", "internal/signin"},
	{"internal/ssotoken", "internal/credserver"},
	{"internal/awsapi", "internal/identity", "internal/output", "internal/prompt", "internal/standin", "internal/idc"},
	{"internal/awsconfig", "internal/jmespath", "internal/idc/pages", "internal/idc/rolekey", "internal/idc/sigv4", "internal/idc/store"},
	{"internal/cachefile", "internal/awsconfig/ini", "internal/idc/directory", "internal/idc/seal"},
	{"internal/browser", "internal/lockfile", "internal/orderedjson", "internal/qrcode", "internal/surroundings", "internal/termui", "internal/idc/clock", "internal/idc/fault", "internal/idc/journal", "internal/idc/totp"},
	{"internal/atomicfile", "internal/nearest"},
	{"internal/disk", "internal/oauth2term", "internal/shellword"},
}

// ban forbids packages to depend, directly or through others, on an import.
type ban struct {
	packages string // a prefix of import paths below the module
	imports  string // an import path, or a prefix of some that ends in "/"
	reason   string
}

var bans = []ban{
	{"internal/awsconfig", "net/http", "reading settings must stay as cheap as reading two files"},
	{"internal/cachefile", "net/http", "reading a cache must stay as cheap as reading a file"},
	{"internal/idc", module + "internal/awsapi", "the server and the client share words and no code: one misreading must not pass on both sides"},
	{"internal/idc", module + "internal/orderedjson", "the server and the client share words and no code: one misreading must not pass on both sides"},
	{"internal/idc", module + "internal/awsconfig", "the server and the client share words and no code: one misreading must not pass on both sides"},
	{"internal/idc", "github.com/aws/", "the server verifies signatures with code of its own: the SDK's signer is what it is held against"},
	{"internal/standin", module + "internal/idc", "a stand-in knows pages as a browser does"},
	{"internal/signin", module + "internal/idc", "only the demo and the idc commands serve"},
	{"internal/doctor", module + "internal/idc", "only the demo and the idc commands serve"},
	{"internal/ssotoken", module + "internal/idc", "only the demo and the idc commands serve"},
	{"idctest", "github.com/aws/", "who tests a program should not have to take another SDK than the program's"},
	{"", "github.com/atotto/clipboard", "its init looks for five programs along the whole PATH"},
	{"", "charm.land/bubbles/", "its text input brings atotto/clipboard"},
	{"", "charm.land/huh/", "its text input brings atotto/clipboard"},
	{"", "github.com/aws/aws-sdk-go-v2/config", "LoadDefaultConfig costs 4 ms and reads the files by rules that are not the AWS CLI's"},
	{"", "database/sql", "this binary holds no SQL driver"},
}

type goPackage struct {
	ImportPath    string
	Imports, Deps []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./cmd/...", "./idctest", "./internal/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p goPackage
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		t.Fatal("go list found no packages")
	}
	return all
}

func TestArrowsPointDown(t *testing.T) {
	layer := func(path string) int {
		return slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, strings.TrimPrefix(path, module)) })
	}
	for _, p := range packages(t) {
		from := layer(p.ImportPath)
		if from < 0 {
			t.Errorf("%s is in no layer", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, module) && layer(imported) <= from {
				t.Errorf("%s imports %s, which is not below it", p.ImportPath, imported)
			}
		}
	}
}

func TestBans(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, b := range bans {
			if !strings.HasPrefix(name, b.packages) {
				continue
			}
			for _, dep := range p.Deps {
				if dep == b.imports || strings.HasSuffix(b.imports, "/") && strings.HasPrefix(dep, b.imports) {
					t.Errorf("%s depends on %s: %s", name, dep, b.reason)
				}
			}
		}
	}
}

func TestOnlyAWSAPIKnowsTheSDK(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "github.com/aws/") && p.ImportPath != module+"internal/awsapi" {
				t.Errorf("%s imports %s: plain values cross that border", p.ImportPath, imported)
			}
		}
	}
}

// TestPublicAPIShowsNothingInternal holds what package idctest exports to types that its
// users can name.
func TestPublicAPIShowsNothingInternal(t *testing.T) {
	names := map[string]bool{} // by which some file imports an internal package
	shown := 0
	inspect(t, "idctest", func(at token.Position, n ast.Node) {
		switch n := n.(type) {
		case *ast.ImportSpec:
			if imported := strings.Trim(n.Path.Value, `"`); strings.HasPrefix(imported, module+"internal/") {
				names[imported[strings.LastIndex(imported, "/")+1:]] = true
			}
		case *ast.FuncDecl:
			if n.Name.IsExported() {
				shown++
				for x := range ast.Preorder(n.Type) {
					wantPublic(t, at, x, names)
				}
			}
		case *ast.TypeSpec:
			structure, ok := n.Type.(*ast.StructType)
			if !ok || !n.Name.IsExported() {
				return
			}
			for _, field := range structure.Fields.List {
				if len(field.Names) == 0 || field.Names[0].IsExported() {
					wantPublic(t, at, field.Type, names)
				}
			}
		}
	})
	if len(names) == 0 || shown == 0 {
		t.Errorf("%d internal packages, %d functions", len(names), shown)
	}
}

func wantPublic(t *testing.T, at token.Position, n ast.Node, internal map[string]bool) {
	t.Helper()
	if s, ok := n.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok && internal[x.Name] {
			t.Errorf("%s: %s.%s is internal", at, x.Name, s.Sel.Name)
		}
	}
}

// TestFilesGoThroughDisk finds calls of package os that read or change files in the packages
// that keep the AWS files: a test must be able to let any of them fail.
func TestFilesGoThroughDisk(t *testing.T) {
	harmless := []string{"FileInfo", "FileMode", "Getpid", "IsPathSeparator", "LookupEnv", "SameFile", "O_RDONLY", "O_RDWR", "O_CREATE", "O_EXCL", "O_WRONLY"}
	for _, name := range []string{"atomicfile", "awsconfig", "cachefile", "doctor", "identity", "lockfile", "rolecreds", "signin", "ssotoken", "status"} {
		inspect(t, filepath.Join("internal", name), func(at token.Position, n ast.Node) {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return
			}
			if x, ok := call.X.(*ast.Ident); ok && x.Name == "os" && !slices.Contains(harmless, call.Sel.Name) {
				t.Errorf("%s: os.%s: files are reached through package disk", at, call.Sel.Name)
			}
		})
	}
}

// TestOnlyMainTouchesTheProcess finds whatever reaches for the process's world below
// cmd/fob, and functions that run before main.
func TestOnlyMainTouchesTheProcess(t *testing.T) {
	world := []string{"Args", "Environ", "Exit", "Getenv", "LookupEnv", "Setenv", "Stderr", "Stdin", "Stdout", "UserHomeDir", "ExpandEnv"}
	inspect(t, "internal", func(at token.Position, n ast.Node) {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "os" && slices.Contains(world, n.Sel.Name) {
				t.Errorf("%s: os.%s belongs in cmd/fob", at, n.Sel.Name)
			}
		case *ast.FuncDecl:
			if n.Name.Name == "init" && n.Recv == nil {
				t.Errorf("%s: an init function runs at every start", at)
			}
		}
	})
}

// inspect calls look with every node of the code below root, but for tests.
func inspect(t *testing.T, root string, look func(token.Position, ast.Node)) {
	t.Helper()
	parsed := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		parsed++
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil {
				look(files.Position(n.Pos()), n)
			}
			return true
		})
		return nil
	})
	if err != nil || parsed == 0 {
		t.Fatalf("parsed %d files: %v", parsed, err)
	}
}
