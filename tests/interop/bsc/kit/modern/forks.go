package modern

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ethereum/go-ethereum/params"

	"plexus/interop/bsckit"
)

// later are the forks that were scheduled after the releases here, by network: Pasteur (v1.7.7), and Jenner (v1.8.2). When
// Chapel had Jenner is not known here.
var later = map[string][]uint64{
	bsckit.Mainnet: {1787625000, 1796697000},
	bsckit.Chapel:  {1784601000},
}

// extended is the configuration with these forks by time, if it does not have them. The release has no
// names for some; but fork ids only collect the values of all fields, so fields that BSC leaves empty
// will do.
func extended(config *params.ChainConfig, times []uint64) (*params.ChainConfig, error) {
	copied := *config
	fields := reflect.ValueOf(&copied).Elem()
	known := map[uint64]bool{}
	var empty []reflect.Value
	for i := 0; i < fields.NumField(); i++ {
		field, kind := fields.Field(i), fields.Type().Field(i)
		if kind.Type != reflect.TypeOf((*uint64)(nil)) || !strings.HasSuffix(kind.Name, "Time") {
			continue
		}
		if field.IsNil() {
			empty = append(empty, field)
		} else {
			known[field.Elem().Uint()] = true
		}
	}
	for _, time := range times {
		if known[time] {
			continue
		}
		if len(empty) == 0 {
			return nil, fmt.Errorf("no field left for the fork at %d", time)
		}
		value := time
		empty[0].Set(reflect.ValueOf(&value))
		empty = empty[1:]
	}
	return &copied, nil
}
