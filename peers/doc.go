// Package peers holds no code of its own: its tests let glassh talk to other
// implementations of SSH, and its benchmarks run side by side with theirs.
//
//	client                           server
//	library ─────────────────┬─────▶ sshd           OpenSSH's
//	program (glassh ssh) ────┘
//	ssh (OpenSSH's) ─────────┬─────▶ glassh serve
//	golang.org/x/crypto ─────┘
//	library ───────────────────────▶ golang.org/x/crypto
//
// and, each where it differs from these, dropbear's dbclient, PuTTY's plink, paramiko,
// asyncssh, and libssh2 in curl to glassh serve or the library, and the library to
// dropbear, paramiko and asyncssh.
//
// A client is a function that runs one command on a server (clients_test.go,
// programs_test.go), a server is an address and a log (servers_test.go). The tests
// tell what happens between the two, for each pair of them that is in the table of
// pairs_test.go.
//
// What is tested against whom: "ssh→" is that client at our server, and "→sshd" our client
// at that server.
//
//	KEY EXCHANGE, ENCRYPTION, COMPRESSION
//	ssh→ →sshd x/crypto→ →x/crypto       TestEveryKeyExchangeMethodWithEachPeer
//	                                     TestKeyExchangeMethodsThroughReexchanges
//	                                     TestEveryCipherBothWays
//	plink→                               TestKeyExchangeMethodsOfPuTTY
//	dbclient→                            TestKeyExchangeMethodsOfDropbearsClient
//	→dropbear                            TestKeyExchangeMethodsOfDropbearsServer
//	all that asyncssh→ paramiko→ have    TestSuitesOfPythonsClients
//	all that →asyncssh →paramiko have    TestSuitesOfPythonsServers
//	keys anew, by bytes                  TestKeysAreExchangedDuringTransfers
//	                                     TestKeysAreExchangedWhileDataGoesBothWays
//	likewise asyncssh→ paramiko→         TestPythonsClientsCompress
//	likewise →asyncssh →paramiko         TestPythonsServersCompress
//	plink→ dbclient→ curl→               TestOtherClientsThroughReexchanges
//	keys anew, by time: ssh→ →sshd       TestKeysAreExchangedByTheClock
//	guesses: →dropbear                   TestGuessesAtDropbear
//	guesses of the program: →sshd and    TestTheProgramGuesses
//	  all others
//	round trips of all servers           TestLoginsWithoutWaiting
//	compression: ssh→ →sshd              TestCompressedTransfers TestCompressedConversation
//	compression: plink→ dbclient→        TestOtherClientsCompress
//	compression: →dropbear               TestDropbearCompresses
//	compression: asyncssh→ paramiko→     TestPythonsClientsCompress
//	compression: →asyncssh →paramiko     TestPythonsServersCompress
//	LOGIN
//	types of keys: ssh→ →sshd            TestEveryTypeOfHostKeyWithEveryTypeOfUserKey
//	types of keys: plink→ dbclient→      TestOtherClientsWithEachTypeOfKey
//	types of keys: →dropbear             TestOurClientWithEachTypeOfDropbearsHostKeys
//	certificates: ssh→ →sshd             TestCertificatesOfEveryType
//	certificates: x/crypto→ →x/crypto    TestXCryptoLogsInByCertificates
//	                                     TestXCryptoKnowsOurCertificates
//	certificates: plink→                 TestPuTTYLogsInWithOurCertificate
//	certificates: asyncssh→ paramiko→    TestCertificatesOfPythonsClients
//	certificates: →asyncssh →paramiko    TestCertificatesAtPythonsServers
//	keys in devices: ssh→ →sshd          TestDevicesLogIn
//	passwords, questions, several: ssh→  TestProgramsLogInByWhatIsAsked TestServersAskForTwoKeys
//	likewise x/crypto→ →x/crypto         TestXCryptoClientLogsInByWhatIsAsked
//	                                     TestXCryptoServerAsksForSeveralMethods
//	likewise asyncssh→ →asyncssh         TestAsyncsshClientLogsInToUs
//	                                     TestAsyncsshServerAsksThreeRounds
//	                                     TestAsyncsshServerWantsAPasswordChanged
//	likewise paramiko→ →paramiko         TestParamikoClientLogsInToUs
//	                                     TestParamikoServerAsksForThreeMethods
//	hostbased: ssh→ →sshd →asyncssh      TestHostsVouchForTheirUsers
//	                                     TestAsyncsshServerBelievesOurHost
//	agents                               TestLoginWithEachTypeOfKeyInAnAgent TestDestinations
//	agents of ours: asyncssh→ paramiko→  TestWaysOfPythonsClients
//	known hosts of a program: ssh's      TestKnownHostsCommandIsThatOfOpenSSH
//	keys of hosts that change            TestKnownHostsFollowTheServersKeys
//	SESSIONS
//	streams, status, environment,        TestStreamsStayApart TestExitStatusesArriveWhole
//	signals that end: ssh→ →sshd         TestOnlyAcceptedVariablesAreSet
//	x/crypto→ →x/crypto                  TestCommandEndedBySignal
//	terminals: ssh→ →sshd                TestShellOnTerminal
//	                                     TestModesOfTheTerminalArriveThere
//	breaks: ssh→ →sshd                   TestBreaksArriveThere
//	signals: →sshd                       TestSignalsArriveThere
//	eow: ssh→                            TestEndOfWriteStopsOpenSSHsClient
//	keepalives: ssh→ →sshd               TestSilentPeersAreGivenUp
//	bounds: →sshd x/crypto→              TestSessionsAreCounted TestNoMoreSessions
//	what is permitted: ssh→ →sshd        TestKeysPermit TestServersPermit
//	what is too much: ssh→ →sshd         TestServersLimit
//	many at once: ssh→ →sshd x/crypto→   TestTwoHundredSessionsAtOnce
//	sftp, scp: ssh→                      TestOpenSSHOverRootsServer
//	all of it: curl→                     TestCurlTransfersFiles TestLibssh2HasManyWays
//	all of it: plink→                    TestFeaturesOfPuTTYsClient
//	                                     TestPuTTYsPrograms
//	all of it: dbclient→                 TestFeaturesOfDropbearsClient
//	                                     TestDropbearsClientConnects
//	                                     TestDropbearsClientOnATerminal
//	all of it: →dropbear                 TestFeaturesOfDropbearsServer
//	                                     TestWhatDropbearDoesNotPermit
//	all of it: x/crypto→                 TestFeaturesOfXCryptosClient
//	                                     TestXCryptosClientOnATerminal
//	                                     TestXCryptosClientIsToldTheHostKeys
//	all of it: →x/crypto                 TestFeaturesOfXCryptosServer
//	                                     TestXCryptosServerPings
//	all of it: asyncssh→                 TestFeaturesOfAsyncsshsClient
//	all of it: →asyncssh                 TestFeaturesOfAsyncsshsServer
//	                                     TestProgramsOnAsyncsshsServer
//	all of it: paramiko→                 TestFeaturesOfParamikosClient
//	all of it: →paramiko                 TestFeaturesOfParamikosServer
//	windows and packets of all sizes:    TestWaysOfPythonsClients
//	asyncssh→ paramiko→ and back         TestWindowsOfPythonsServers
//	FORWARDING
//	-L -R -D -W, sockets: ssh→ →sshd     TestForwardingWithOpenSSH TestJumpThrough
//	                                     TestForwardingThatIsNotPermitted
//	                                     TestForwardingIsCancelled
//	                                     TestCommandsTypedOnATerminal
//	plink→ dbclient→                     TestOtherClientsForward
//	→dropbear                            TestForwardingThroughDropbear
//	                                     TestProgramsForwardThroughDropbear
//	x/crypto→                            TestXCryptoForwards
//	→x/crypto                            TestForwardingThroughXCrypto
//	asyncssh→ paramiko→, with jumps      TestWaysOfPythonsClients
//	→asyncssh →paramiko, with jumps      TestForwardingThroughPythonsServers
//	jumps: →sshd →dropbear               TestJumpsThroughOtherServers TestJumpThrough
//	jumps through masters: ssh→ ours→    TestJumpsThroughMasters
//	host keys in agents                  TestHostKeysInAnAgent
//	agents: ssh→ →sshd                   TestForwardedAgents
//	displays: ssh→ →sshd                 TestX11IsForwarded TestForwardX11TimeoutEnds
//	both, of another user: ssh→          TestWhatRootsServerForwardsIsTheUsersOnly
//	tunnels: ssh→ →sshd                  TestTunnels
//
// Everything runs on the loopback interface, as the user who runs the tests, with
// keys made for one test. The programs must be installed: a test that does not find
// them fails.
//
// The benchmarks put client and server into processes of their own, or into one process,
// on all sides of the comparison, and report the CPU time of both ends beside the rate: it
// depends less on what else the machine does.
package peers
