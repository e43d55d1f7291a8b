package main

import "github.com/ethereum/go-ethereum/core/vm"

// code assembles a program from opcodes and immediate bytes.
func code(parts ...interface{}) (program []byte) {
	for _, part := range parts {
		switch part := part.(type) {
		case vm.OpCode:
			program = append(program, byte(part))
		case int:
			program = append(program, byte(part))
		case []byte:
			program = append(program, part...)
		}
	}
	return program
}

// deployer is the init code that installs a program of at most 255 bytes.
func deployer(program []byte) []byte {
	const headSize = 12
	size := len(program)
	return code(vm.PUSH1, size, vm.PUSH1, headSize, vm.PUSH1, 0, vm.CODECOPY,
		vm.PUSH1, size, vm.PUSH1, 0, vm.RETURN, program)
}

// logger logs its input under 0 to 4 topics.
func logger(topics int) []byte {
	sources := []vm.OpCode{vm.NUMBER, vm.CALLER, vm.ADDRESS, vm.CALLDATASIZE}
	program := code(vm.CALLDATASIZE, vm.PUSH1, 0, vm.PUSH1, 0, vm.CALLDATACOPY)
	for i := topics; i > 0; i-- {
		program = append(program, byte(sources[i-1]))
	}
	return append(program,
		code(vm.CALLDATASIZE, vm.PUSH1, 0, vm.LOG0+vm.OpCode(topics), vm.STOP)...)
}

// fan logs twelve times in one call, each time under another topic.
func fan() []byte {
	const logs = 12
	program := code(vm.NUMBER, vm.PUSH1, 0, vm.MSTORE)
	for i := 0; i < logs; i++ {
		program = append(program, code(vm.PC, vm.ADDRESS, vm.PUSH1, 32, vm.PUSH1, 0, vm.LOG2)...)
	}
	return append(program, byte(vm.STOP))
}

// store puts the block number into the slot that the input names.
func store() []byte {
	return code(vm.NUMBER, vm.PUSH1, 0, vm.CALLDATALOAD, vm.SSTORE, vm.STOP)
}

// reverter gives up politely; before Byzantium the opcode is unknown and burns all gas.
func reverter() []byte {
	return code(vm.PUSH1, 0, vm.PUSH1, 0, vm.REVERT)
}
