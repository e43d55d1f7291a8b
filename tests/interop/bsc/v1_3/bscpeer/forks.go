package main

import (
	"fmt"
	"math/big"
	"reflect"
	"strings"

	"github.com/ethereum/go-ethereum/params"

	"plexus/interop/bsckit"
)

// later are the forks that were scheduled after v1.3.13, by network: Cancun and Haber, HaberFix,
// Bohr, Pascal and Prague, Lorentz, Maxwell, Fermi, Osaka and Mendel, Pasteur, Jenner (v1.8.2).
// Chapel forked for Cancun and Haber apart, and when it had Jenner is not known here.
var later = map[string][]uint64{
	bsckit.Mainnet: {1718863500, 1727316120, 1727317200, 1742436600, 1745903100, 1751250600,
		1768357800, 1777343400, 1787625000, 1796697000},
	bsckit.Chapel: {1713330442, 1716962820, 1719986788, 1724116996, 1740452880, 1744097580,
		1748243100, 1762741500, 1774319400, 1784601000},
}

// extended is the configuration with more forks by time. v1.3.13 has no fields for them, but its
// rules for fork ids only collect the values of all fields, those by number first; and at a head
// whose number is its time both kinds are compared alike. So fields by number take the new values.
func extended(config *params.ChainConfig, times []uint64) (*params.ChainConfig, error) {
	copied := *config
	fields := reflect.ValueOf(&copied).Elem()
	times = append(takeTimes(fields), times...)
	for i := 0; i < fields.NumField() && len(times) > 0; i++ {
		if !isFork(fields.Type().Field(i), reflect.TypeOf((*big.Int)(nil)), "Block") {
			continue
		}
		value := fields.Field(i).Interface().(*big.Int)
		if value != nil && value.Sign() != 0 {
			continue
		}
		fields.Field(i).Set(reflect.ValueOf(new(big.Int).SetUint64(times[0])))
		times = times[1:]
	}
	if len(times) > 0 {
		return nil, fmt.Errorf("no field left for %d forks", len(times))
	}
	return &copied, nil
}

// takeTimes empties the fields of forks by time; equal ones count once.
func takeTimes(fields reflect.Value) (times []uint64) {
	seen := map[uint64]bool{}
	for i := 0; i < fields.NumField(); i++ {
		if !isFork(fields.Type().Field(i), reflect.TypeOf((*uint64)(nil)), "Time") {
			continue
		}
		value := fields.Field(i).Interface().(*uint64)
		if value != nil && !seen[*value] {
			seen[*value] = true
			times = append(times, *value)
		}
		fields.Field(i).SetZero()
	}
	return times
}

func isFork(field reflect.StructField, kind reflect.Type, suffix string) bool {
	return field.Type == kind && strings.HasSuffix(field.Name, suffix)
}
