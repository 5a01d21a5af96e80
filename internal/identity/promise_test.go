package identity_test

import (
	"errors"
	"testing"

	"fob.example/fob/internal/identity"
)

const (
	aliceAdmin = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice"
	ciDeploy   = "arn:aws-cn:sts::444455556666:assumed-role/Deploy/alice"
	bob        = "arn:aws:iam::111122223333:user/team/bob"
	root       = "arn:aws-us-gov:iam::111122223333:root"
)

func TestPromises(t *testing.T) {
	for _, tt := range []struct {
		promise identity.Promise
		arn     string
		kept    bool
	}{
		{identity.Promise{}, aliceAdmin, true},
		{identity.Promise{Partition: "aws", AccountID: "111122223333", PermissionSet: "Admin", Role: "Admin", UserName: "alice"}, aliceAdmin, true},
		{identity.Promise{AccountID: "444455556666"}, aliceAdmin, false},
		{identity.Promise{Partition: "aws-cn"}, aliceAdmin, false},
		{identity.Promise{PermissionSet: "admin"}, aliceAdmin, false},
		{identity.Promise{UserName: "bob"}, aliceAdmin, false},

		// A role that is called like a permission set is none, and the other way round.
		{identity.Promise{RoleName: "Admin"}, aliceAdmin, false},
		{identity.Promise{PermissionSet: "Deploy"}, ciDeploy, false},
		{identity.Promise{RoleName: "Deploy", Role: "Deploy"}, ciDeploy, true},
		{identity.Promise{Role: "AWSReservedSSO_Admin_0123456789abcdef"}, aliceAdmin, true},

		// Anybody chooses the session name of another role.
		{identity.Promise{UserName: "alice"}, ciDeploy, false},
		{identity.Promise{UserName: "bob"}, bob, true},
		{identity.Promise{Role: "bob"}, bob, false},
		{identity.Promise{Partition: "aws-us-gov", AccountID: "111122223333"}, root, true},
		{identity.Promise{UserName: "root"}, root, false},
	} {
		caller, err := identity.ParseCaller(tt.arn)
		if err != nil {
			t.Fatal(err)
		}
		err = tt.promise.Check("a test", caller)
		if mismatch := new(identity.MismatchError); (err == nil) != tt.kept || err != nil && !errors.As(err, &mismatch) {
			t.Errorf("%+v and %s: %v, want kept %v", tt.promise, tt.arn, err, tt.kept)
		}
	}
}

func TestContradictions(t *testing.T) {
	profile := identity.Promise{AccountID: "111122223333", PermissionSet: "Admin"}
	for _, tt := range []struct {
		wish        identity.Promise
		contradicts bool
	}{
		{identity.Promise{}, false},
		{identity.Promise{AccountID: "111122223333", Role: "Admin"}, false},
		{identity.Promise{Role: "AWSReservedSSO_Admin_0123456789abcdef"}, false},
		{identity.Promise{AccountID: "444455556666"}, true},
		{identity.Promise{Role: "ReadOnly"}, true},
	} {
		if got := profile.Contradicts(tt.wish); got != tt.contradicts {
			t.Errorf("%+v: %v, want %v", tt.wish, got, tt.contradicts)
		}
	}
}

func TestRoleOf(t *testing.T) {
	want := identity.Promise{Partition: "aws-cn", AccountID: "444455556666", RoleName: "Deploy"}
	for _, arn := range []string{"arn:aws-cn:iam::444455556666:role/Deploy", "arn:aws-cn:iam::444455556666:role/a/path/Deploy"} {
		if got, ok := identity.RoleOf(arn); !ok || got != want {
			t.Errorf("RoleOf(%q) = %+v, %v", arn, got, ok)
		}
	}
	for _, arn := range []string{"", "Deploy", "arn:aws:iam::444455556666:user/bob", "arn:aws:sts::444455556666:role/Deploy", "arn:aws:iam::444455556666:role/", "arn:aws:iam:::role/Deploy"} {
		if got, ok := identity.RoleOf(arn); ok {
			t.Errorf("RoleOf(%q) = %+v", arn, got)
		}
	}
}

// Names that only look like those of Identity Center's roles have no permission set.
func TestRolesThatLookReserved(t *testing.T) {
	for _, role := range []string{
		"AWSReservedSSO_Admin", "AWSReservedSSO_Admin_0123", "AWSReservedSSO_Admin_0123456789abcdeg", "AWSReservedSSO__0123456789abcdef", "Admin_0123456789abcdef",
	} {
		caller, err := identity.ParseCaller("arn:aws:sts::111122223333:assumed-role/" + role + "/alice")
		if err != nil || caller.PermissionSet != "" || caller.UserName() != "" {
			t.Errorf("%s: %+v, %v", role, caller, err)
		}
	}
}

func TestPartitions(t *testing.T) {
	for region, want := range map[string]string{
		"us-east-1": "aws", "eu-west-1": "aws", "ap-southeast-10": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov",
		"us-iso-east-1": "aws-iso", "us-isob-east-1": "aws-iso-b", "eu-isoe-west-1": "aws-iso-e", "us-isof-south-1": "aws-iso-f", "eusc-de-east-1": "aws-eusc",
	} {
		if got := identity.PartitionOf(region); got != want {
			t.Errorf("PartitionOf(%q) = %q, want %q", region, got, want)
		}
	}
}
