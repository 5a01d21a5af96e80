package fob_test

import (
	"os/exec"
	"strings"
	"sync"
)

// haveBoto3 and haveCLIv1 report whether the others that share our files can be run here.
var (
	haveBoto3 = sync.OnceValue(func() bool { return exec.Command("python3", "-c", "import boto3").Run() == nil })
	haveCLIv1 = sync.OnceValue(func() bool {
		version, err := exec.Command("aws", "--version").CombinedOutput()
		return err == nil && strings.HasPrefix(string(version), "aws-cli/1.")
	})
)
