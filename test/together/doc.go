// Package together holds tests of many processes that use one session at once: the real
// program, a real home folder and a real Identity Center. With FOB_SOAK set the tests do
// more of the same.
package together
