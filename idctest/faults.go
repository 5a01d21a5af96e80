package idctest

import (
	"errors"

	"fob.example/fob/internal/idc/fault"
)

// AddFault lets requests fail from now on. The text is that of `fob idc serve --fault`: a
// kind with settings after commas, or a preset.
//
//	throttle,on=ListAccountRoles,every=5   each fifth is answered 429
//	error,on=CreateToken,error=ExpiredTokenException,skip=1,count=1
//	end-session,user=alice@example.com,count=1
//	latency,on=GetRoleCredentials,delay=3s
//	drop                                   no connection is answered any more
//	aws-quota                              20 requests a second
//
// `fob idc fault --help` lists the kinds; the settings are the options there.
func (s *Server) AddFault(text string) error {
	rules, err := parseFault(text)
	if err != nil {
		return err
	}
	_, err = s.server.AddFaults(rules...)
	return err
}

// ClearFaults ends all faults, those of the directory included.
func (s *Server) ClearFaults() { s.server.SetFaults(nil) }

func parseFault(text string) ([]fault.Rule, error) {
	rules, err := fault.Parse(text)
	for _, r := range rules {
		err = errors.Join(err, r.Check())
	}
	return rules, err
}
