package org.menura.x86.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.x86.asm.Encoding.Source;
import org.menura.x86.asm.Encoding.Target;
import org.menura.x86.asm.Encoding.Tuple;

/** Each vector instruction with all kinds of operands that it takes, and addresses. */
final class Samples {
    /** Numbers of registers: each bit that an encoding puts elsewhere, alone and together. */
    private static final int[][] REGISTERS = {{1, 2, 3}, {9, 2, 3}, {1, 10, 3}, {1, 2, 11}, {9, 15, 8}, {0, 0, 0}};

    private static final int[][] HIGH = {{17, 2, 3}, {1, 18, 3}, {1, 2, 19}, {25, 30, 31}, {16, 8, 23}, {5, 6, 7}};

    private final Map<String, byte[]> all = new LinkedHashMap<>();

    private Samples() {}

    /** The bytes of each by the text. */
    static Map<String, byte[]> all() {
        Samples samples = new Samples();
        for (Op op : Op.values()) {
            for (int bits : new int[] {128, 256, 512}) {
                samples.add(op, bits);
            }
        }
        for (Gpr to : Gpr.values()) {
            samples.addresses(to);
        }
        return samples.all;
    }

    /** Addresses that {@code lea} computes, from registers and from the place of the code. */
    private void addresses(Gpr to) {
        for (int d : new int[] {0, 1, -128, 4096}) {
            Mem address = Mem.at(Gpr.values()[(to.ordinal() + 5) % 16], d);
            Assembler a = new Assembler();
            a.lea(to, address);
            all.put(Listing.lea(to, Listing.address(address)), a.code());
        }
        for (int offset : new int[] {0, 4, 60, 1 << 20}) {
            Assembler a = new Assembler();
            Label constants = new Label();
            a.data(constants, 64, new byte[64]);
            int start = a.size();
            a.lea(to, new Near(constants, offset));
            byte[] code = Arrays.copyOfRange(a.code(), start, a.size());
            all.put(Listing.lea(to, "[rip + " + (offset - start - code.length) + "]"), code);
        }
    }

    private void add(Op op, int bits) {
        Encoding e = op.encoding;
        if (bits < e.least() || bits > 128 && e.xmmOnly() || bits == 512 && e.space() == Encoding.Space.VEX) {
            return;
        }
        if (e.source() == Source.SCATTERED) {
            gathers(op, bits);
            return;
        }
        List<int[]> registers = new ArrayList<>(List.of(REGISTERS));
        if (e.space() != Encoding.Space.VEX) {
            registers.addAll(List.of(HIGH));
        }
        for (int[] r : registers) {
            if (e.source() != Source.MEMORY) {
                put(op, bits, r, register(op, bits, r[2]));
            }
        }
        boolean memory = e.source() != Source.MASK && !(e.target() == Target.MASK && e.source() != Source.MEMORY);
        boolean vmi = e.form() == Encoding.Form.VMI && e.space() == Encoding.Space.VEX;
        if (!memory || vmi || e.space() == Encoding.Space.EVEX && e.tuple() == Tuple.NONE) {
            return;
        }
        int unit = Math.max(1, e.tuple().bytes(bits / 8, false));
        for (int d :
                new int[] {0, 1, 127, -128, 129, 1 << 20, unit, 127 * unit, -128 * unit, 128 * unit, -129 * unit}) {
            put(op, bits, REGISTERS[0], Mem.at(Gpr.RAX, d));
            if (e.space() != Encoding.Space.VEX && e.tuple() != Tuple.NONE) {
                put(op, bits, HIGH[0], Mem.at(Gpr.R9, d));
            }
        }
        for (Gpr base : op.ordinal() % 4 == 0 ? Gpr.values() : new Gpr[] {Gpr.RBP, Gpr.R12}) {
            put(op, bits, REGISTERS[1], Mem.at(base, 0));
            Gpr index = Gpr.values()[(base.ordinal() + 9) % 16];
            put(op, bits, REGISTERS[1], Mem.at(base, index == Gpr.RSP ? Gpr.RBX : index, 4, 64));
        }
        put(op, bits, REGISTERS[0], Mem.at(Gpr.RSI, Gpr.R10, 1, 12));
        put(op, bits, REGISTERS[0], Mem.at(Gpr.R12, Gpr.RBP, 8, -64));
        if (e.tuple().broadcasts()) {
            for (int d : new int[] {0, 4, 8, 508, 512, 1016, 1024, 3}) {
                put(op, bits, HIGH[0], Mem.at(Gpr.RDI, d).broadcasting());
            }
        }
    }

    /** Gathers, whose registers must be different ones; with EVEX there is a mask. */
    private void gathers(Op op, int bits) {
        boolean evex = op.encoding.space() == Encoding.Space.EVEX;
        int indexBits = op.encoding.tuple() == Tuple.EIGHT || op == Op.VPGATHERDQ_VEX ? Math.max(128, bits / 2) : bits;
        for (int[] r : new int[][] {{1, 2, 3}, {9, 2, 3}, {1, 10, 3}, {1, 2, 11}, {9, 15, 8}, {evex ? 17 : 7, 4, 5}}) {
            for (Gpr base : List.of(Gpr.RBX, Gpr.RBP, Gpr.R12)) {
                for (int d : new int[] {0, 8, 127, -128, 512, 1024, 1 << 20}) {
                    Operand to = new Vec(r[0], bits, evex ? Mask.K3 : Mask.K0, false);
                    Operand from = new Scattered(base, new Vec(r[1], indexBits, Mask.K0, false), evex ? 4 : 8, d);
                    if (evex) {
                        write(op, to, from);
                    } else {
                        write(op, to, from, new Vec(r[2], bits, Mask.K0, false));
                    }
                }
            }
        }
    }

    private static Operand register(Op op, int bits, int number) {
        return switch (op.encoding.source()) {
            case SAME -> new Vec(number, bits, Mask.K0, false);
            case HALF -> new Vec(number, Math.max(128, bits / 2), Mask.K0, false);
            case QUARTER -> new Vec(number, Math.max(128, bits / 4), Mask.K0, false);
            case XMM -> Vec.xmm(number);
            case YMM -> Vec.ymm(number);
            case GPR -> Gpr.values()[number % 16];
            case MASK -> Mask.values()[number % 8];
            case MEMORY, SCATTERED -> throw new IllegalArgumentException("no register");
        };
    }

    /** With that operand in register or memory, plain and then with masks. */
    private void put(Op op, int bits, int[] r, Operand rm) {
        boolean masks = !(rm instanceof Mem m) || m.displacement() == 1 && m.base() == Gpr.R9;
        Encoding e = op.encoding;
        Operand first = e.target() == Target.MASK ? Mask.values()[1 + r[0] % 7] : new Vec(r[0], bits, Mask.K0, false);
        Operand second = new Vec(r[1], bits, Mask.K0, false);
        Operand[] operands = switch (e.form()) {
            case RM -> new Operand[] {first, rm};
            case MR -> new Operand[] {rm, first};
            case RVM -> new Operand[] {first, second, rm};
            case RMV -> new Operand[] {first, rm, second};
            case RMI -> new Operand[] {first, rm, new Imm(0x4e)};
            case MRI -> new Operand[] {rm, first, new Imm(1)};
            case RVMI -> new Operand[] {first, second, rm, new Imm(1)};
            case VMI -> new Operand[] {first, rm, new Imm(7)};
        };
        write(op, operands);
        if (!masks || e.space() == Encoding.Space.VEX || e.xmmOnly() || !(operands[0] instanceof Vec v)) {
            return;
        }
        if (op == Op.VPSRLDQ) {
            return;
        }
        operands[0] = v.merging(Mask.K5);
        write(op, operands);
        operands[0] = v.zeroing(Mask.K1);
        write(op, operands);
    }

    private void write(Op op, Operand... operands) {
        Assembler a = new Assembler();
        a.emit(op, operands);
        all.putIfAbsent(Listing.text(op, operands), a.code());
    }
}
