package clients

import "testing"

// staticKeys are of nobody that the server knows: whoever uses them is refused.
const staticKeys = "\n[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = default\nregion = us-east-1\n"

// The line that fob writes into a profile is run by the AWS CLI and by boto3, also when the
// path of the program has a blank and a quote in it.
func TestClientsRunTheLineThatFobWrites(t *testing.T) {
	for name, ask := range map[string]func(w *world, profile string) result{
		"aws": func(w *world, profile string) result {
			return w.aws("sts", "get-caller-identity", "--profile", profile)
		},
		"boto3": func(w *world, profile string) result { return w.boto("identity", profile) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if need(t, "FOB_TEST_AWSCLI"); name == "boto3" {
				need(t, "FOB_TEST_BOTOCORE")
			}
			w := newWorld(t, nil)
			odd := w.copyProgram(fobProgram, "fob's own folder/fob")
			w.run(mustNotOpen, odd, "configure", "credential-process", "--profile", sessionProfile, "--to-profile", "tools", "--to-profile", "more tools").ok()
			ask(w, "tools").says("fob sso login --profile " + sessionProfile)
			w.fobLogin("--profile", sessionProfile).ok()
			w.center.calls()
			ask(w, "tools").isDeveloper()
			ask(w, "more tools").isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")
			w.fob("configure", "set", "fob_expect_account", prodAccount, "--profile", sessionProfile).ok()
			ask(w, "tools").says("promises account " + devAccount)
			w.noBrowser(1)
		})
	}
}

// A program that is served sees the one identity, whatever keys the person's files have for
// everybody.
func TestServedClientsSeeTheOneIdentity(t *testing.T) {
	for name, program := range map[string]func(t *testing.T) []string{
		"aws": func(t *testing.T) []string { return []string{awscli(t), "sts", "get-caller-identity"} },
		"boto3": func(t *testing.T) []string {
			return []string{need(t, "FOB_TEST_BOTOCORE"), script(t, "boto.py"), "identity", ""}
		},
		"fob": func(*testing.T) []string { return []string{fobProgram, "sts", "get-caller-identity"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			argv := program(t)
			w := newWorld(t, nil)
			w.fobLogin("--profile", sessionProfile).ok()
			w.addConfig("[profile default]" + staticKeys[len("\n[default]"):])
			w.write(".aws/credentials", staticKeys)
			w.run(mustNotOpen, argv[0], argv[1:]...).says("InvalidClientTokenId")
			w.fob(append([]string{"exec", "--profile", sessionProfile, "--serve", "--"}, argv...)...).isDeveloper()
			w.fob(append([]string{"exec", "--profile", sessionProfile, "--"}, argv...)...).isDeveloper()
		})
	}
}
