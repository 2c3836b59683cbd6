// Package config reads the text of ssh_config(5) and sshd_config(5): lines, quotes,
// Include, and which lines a Host or Match in front of them makes count. What the
// keywords mean is for the client and the server to say.
//
//	# a comment
//	Keyword value "another value"     Line{Keyword: "Keyword", Args: ["value", "another value"]}
//	Keyword=value                     the same with one =, and blanks around it if you like
//	Include conf.d/*.conf             Line{Files: …}: the lines of those files, at this place
//	Host *.example.org !test.*        what follows counts where this matches
//
// [Reader.Read] makes Lines of files, and [Walk] goes through them. Errors have the form
// of OpenSSH, which editors and people know: "FILE line 7: no argument after keyword "Port"".
package config
