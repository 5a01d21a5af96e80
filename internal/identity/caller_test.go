package identity_test

import (
	"testing"

	"fob.example/fob/internal/identity"
)

func TestParseCaller(t *testing.T) {
	for text, want := range map[string]identity.Caller{
		"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_My_Set_0123456789abcdef/alice@example.com": {
			Partition: "aws", AccountID: "111122223333", RoleName: "AWSReservedSSO_My_Set_0123456789abcdef",
			PermissionSet: "My_Set", SessionName: "alice@example.com",
		},
		"arn:aws-cn:sts::444455556666:assumed-role/Deploy/ci": {
			Partition: "aws-cn", AccountID: "444455556666", RoleName: "Deploy", SessionName: "ci",
		},
		"arn:aws:iam::111122223333:user/bob": {Partition: "aws", AccountID: "111122223333"},
	} {
		want.ARN = text
		got, err := identity.ParseCaller(text)
		if err != nil || got != want {
			t.Errorf("ParseCaller(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "AKIA", "arn:aws:sts", "arn::sts::1:x"} {
		if got, err := identity.ParseCaller(text); err == nil {
			t.Errorf("ParseCaller(%q) = %+v", text, got)
		}
	}
}
