package directory_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"fob.example/fob/internal/idc/directory"
)

// rule is what the schema uses of JSON Schema.
type rule struct {
	Description          string
	Type                 string
	Enum                 []any
	Pattern              string
	Items                *rule
	Properties           map[string]*rule
	AdditionalProperties any
	Required             []string
}

// problems returns what the schema says against a value.
func (r *rule) problems(path string, v any) (out []string) {
	complain := func(format string, args ...any) { out = append(out, path+": "+fmt.Sprintf(format, args...)) }
	if len(r.Enum) > 0 && !slices.ContainsFunc(r.Enum, func(e any) bool { return fmt.Sprint(e) == fmt.Sprint(v) }) {
		complain("%v is not one of %v", v, r.Enum)
	}
	kind := map[string]string{"string": "string", "boolean": "bool", "integer": "uint64 int64", "number": "float64 uint64", "array": "[]interface {}", "object": "map[string]interface {}"}[r.Type]
	if !strings.Contains(kind, fmt.Sprintf("%T", v)) {
		complain("%T is not %s", v, r.Type)
		return out
	}
	switch v := v.(type) {
	case string:
		if r.Pattern != "" && !regexp.MustCompile(r.Pattern).MatchString(v) {
			complain("%q does not match", v)
		}
	case []any:
		for i, one := range v {
			out = append(out, r.Items.problems(fmt.Sprintf("%s[%d]", path, i), one)...)
		}
	case map[string]any:
		for _, key := range r.Required {
			if _, ok := v[key]; !ok {
				complain("no %s", key)
			}
		}
		for key, one := range v {
			if p := r.Properties[key]; p != nil {
				out = append(out, p.problems(path+"."+key, one)...)
			} else if r.AdditionalProperties == false {
				complain("unknown %s", key)
			}
		}
	}
	return out
}

func schemaProblems(t *testing.T, file string) []string {
	t.Helper()
	var schema rule
	if err := json.Unmarshal(directory.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var v any
	if err := yaml.Unmarshal([]byte(file), &v); err != nil {
		t.Fatal(err)
	}
	return schema.problems("$", v)
}

func TestTheSchemaTakesGoodFiles(t *testing.T) {
	for _, file := range []string{full, string(directory.Example())} {
		if problems := schemaProblems(t, file); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

func TestTheSchemaRefusesBadFiles(t *testing.T) {
	for old, change := range map[string]string{
		"version: 1": "version: 2", "seed: demo": "sead: demo", "  region: eu-west-1\n": "", "consent: never": "consent: often",
		"signIn: auto:alice@example.com": "signIn: magic", "refreshTokens: false": "refreshTokens: 1", `allowedScopes: [sso:account:access, "codewhisperer:*"]`: "refreshTokenReuse: shrug",
		`accountId: "111122223333"`: `accountId: "11112222"`, "count: 5, group": "counts: 5, group", "on: ListAccounts,": "on: Accounts,",
		"return: error": "return: sulk", "accountOrder: directory": "accountOrder: any", "status: DISABLED": "status: OFF",
	} {
		if problems := schemaProblems(t, strings.Replace(full, old, change, 1)); len(problems) == 0 {
			t.Errorf("%s is taken", change)
		}
	}
}

// TestTheSchemaDescribesEverything: each key has a sentence.
func TestTheSchemaDescribesEverything(t *testing.T) {
	var schema rule
	if err := json.Unmarshal(directory.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, r *rule)
	walk = func(path string, r *rule) {
		if r.Items != nil {
			walk(path, r.Items)
		}
		for key, p := range r.Properties {
			if p.Description == "" {
				t.Errorf("%s.%s has no description", path, key)
			}
			walk(path+"."+key, p)
		}
	}
	walk("$", &schema)
}

// TestEnumsOfTheSchema: Parse takes every value that the schema offers for a key of the
// instance, and the schema every partition.
func TestEnumsOfTheSchema(t *testing.T) {
	var schema rule
	if err := json.Unmarshal(directory.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"consent", "accountOrder", "mfa"} {
		for _, v := range schema.Properties["instance"].Properties[key].Enum {
			parse(t, fmt.Sprintf(`version: 1
instance: {region: us-east-1, startUrls: ["https://x.awsapps.com/start"], %s: %v}
users: [{userName: alice, totpSecret: GEZDGNBVGY3TQOJQ}]
`, key, v))
		}
	}
	for region, partition := range map[string]string{
		"us-east-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "eusc-de-east-1": "aws-eusc",
		"us-iso-east-1": "aws-iso", "us-isob-east-1": "aws-iso-b", "eu-isoe-west-1": "aws-iso-e", "us-isof-south-1": "aws-iso-f",
	} {
		d := parse(t, fmt.Sprintf(`version: 1
instance: {region: %s, partition: %s, startUrls: ["https://x.awsapps.com/start"]}
users: [{userName: alice}]
`, region, partition))
		if !slices.Contains(schema.Properties["instance"].Properties["partition"].Enum, any(partition)) {
			t.Errorf("the schema has no %s", partition)
		}
		if arn := d.SessionARN("111122223333", "R", "s"); !strings.HasPrefix(arn, "arn:"+partition+":sts::") {
			t.Errorf("the session is %s", arn)
		}
	}
}
