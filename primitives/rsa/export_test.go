package rsa

// Parts that tests look at from outside.
var (
	TooClose       = tooClose
	HasSmallFactor = hasSmallFactor
	SmallPrimes    = smallPrimes
)

// Break damages one of the secret numbers of a sound key, as a fault in memory
// would.
func (priv *PrivateKey) Break(i int) {
	switch i {
	case 0:
		priv.dp[3] ^= 4
	case 1:
		priv.dq[3] ^= 4
	case 2:
		priv.qinv.Add(priv.qinv, priv.p.NewElement().SetUint64(1))
	}
}
