package org.menura.x86.asm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes machine code of x86-64: vector instructions by the table {@link Op}, and the few others that loops need. */
public final class Assembler {
    private static final int NO_INDEX = -1;

    /** Whether {@link Op#VPDPBUSD_VEX} is written as its twin of AVX-512. */
    private final boolean evexDots;

    private byte[] code = new byte[1024];
    private int size;
    private int unbound;

    /** Creates an assembler without code. */
    public Assembler() {
        this(false);
    }

    /**
     * Creates an assembler without code.
     *
     * @param evexDots whether the products of bytes of AVX-VNNI are written as their twins of AVX-512, which do the same; so
     *     processors that have but these can test code for those
     */
    public Assembler(boolean evexDots) {
        this.evexDots = evexDots;
    }

    /**
     * Returns the code.
     *
     * @throws IllegalStateException if a branch leads to a label that is nowhere
     */
    public byte[] code() {
        if (unbound > 0) {
            throw new IllegalStateException(unbound + " branches lead nowhere");
        }
        return Arrays.copyOf(code, size);
    }

    /** Returns the number of bytes so far. */
    public int size() {
        return size;
    }

    // --- vector instructions

    /**
     * Writes a vector instruction, operands in Intel's order: the destination first.
     *
     * @throws IllegalArgumentException if there is no such instruction with these operands
     */
    public void emit(Op instruction, Operand... operands) {
        Op op = evexDots && instruction == Op.VPDPBUSD_VEX ? Op.VPDPBUSD : instruction;
        Encoding e = op.encoding;
        if (operands.length != e.form().operands()) {
            throw Operands.refused(op, operands);
        }
        Operand reg = null;
        Operand vvvv = null;
        Operand rm;
        switch (e.form()) {
            case RM, RMI -> {
                reg = operands[0];
                rm = operands[1];
            }
            case MR, MRI -> {
                rm = operands[0];
                reg = operands[1];
            }
            case RVM, RVMI -> {
                reg = operands[0];
                vvvv = operands[1];
                rm = operands[2];
            }
            case RMV -> {
                reg = operands[0];
                rm = operands[1];
                vvvv = operands[2];
            }
            case VMI -> {
                vvvv = operands[0];
                rm = operands[1];
            }
            default -> throw Operands.refused(op, operands);
        }
        boolean evex = Operands.check(op, operands);
        int bits = Operands.bits(operands);
        int r = reg == null ? e.digit() : Operands.number(reg);
        int v = vvvv == null ? 0 : Operands.number(vvvv);
        if (evex) {
            evex(e, operands[0], bits, r, v, rm);
        } else {
            vex(e, bits, r, v, rm);
        }
        put(e.opcode());
        if (rm instanceof Near near) {
            near(r, near, e.form().constant() ? 1 : 0);
        } else {
            modRm(r, rm, evex ? e.tuple().bytes(bits / 8, Operands.broadcast(rm)) : 1);
        }
        if (e.form().constant()) {
            put(((Imm) operands[operands.length - 1]).value());
        }
    }

    private void vex(Encoding e, int bits, int r, int v, Operand rm) {
        int l = bits == 256 ? 1 : 0;
        int rBit = ~r >> 3 & 1;
        int tail = (~v & 15) << 3 | l << 2 | e.prefix();
        if (Operands.index3(rm) == 0 && Operands.base3(rm) == 0 && e.w() == 0 && e.map() == 1) {
            put(0xc5);
            put(rBit << 7 | tail);
            return;
        }
        put(0xc4);
        put(rBit << 7 | (Operands.index3(rm) ^ 1) << 6 | (Operands.base3(rm) ^ 1) << 5 | e.map());
        put(e.w() << 7 | tail);
    }

    private void evex(Encoding e, Operand destination, int bits, int r, int v, Operand rm) {
        int x = rm instanceof Vec m ? m.index() >> 4 : Operands.index3(rm);
        Vec masked = destination instanceof Vec d ? d : null;
        int aaa = masked == null ? 0 : masked.mask().ordinal();
        int z = masked != null && masked.zeroing() ? 1 : 0;
        int l = bits == 512 ? 2 : bits == 256 ? 1 : 0;
        put(0x62);
        put((~r >> 3 & 1) << 7 | (x ^ 1) << 6 | (Operands.base3(rm) ^ 1) << 5 | (~r >> 4 & 1) << 4 | e.map());
        put(e.evexW() << 7 | (~v & 15) << 3 | 4 | e.prefix());
        put(z << 7 | l << 5 | (Operands.broadcast(rm) ? 1 : 0) << 4 | (~v >> 4 & 1) << 3 | aaa);
    }

    /** The bytes ModRM and SIB and the displacement, in 8 bits where it is so many times {@code unit}. */
    private void modRm(int reg, Operand rm, int unit) {
        int field = (reg & 7) << 3;
        if (rm instanceof Scattered s) {
            modSib(field, s.base(), s.index().index(), s.scale(), s.displacement(), unit);
        } else if (rm instanceof Mem m) {
            int index = m.index() == null ? NO_INDEX : m.index().ordinal();
            modSib(field, m.base(), index, m.scale(), m.displacement(), unit);
        } else {
            put(0xc0 | field | Operands.number(rm) & 7);
        }
    }

    private void modSib(int field, Gpr register, int index, int scale, int displacement, int unit) {
        int base = register.ordinal() & 7;
        boolean shortOne = displacement % unit == 0 && displacement / unit >= -128 && displacement / unit <= 127;
        // A base of rbp or r13 without displacement would mean something else.
        int mod = displacement == 0 && base != Gpr.RBP.ordinal() ? 0 : shortOne ? 1 : 2;
        if (index == NO_INDEX && base != Gpr.RSP.ordinal()) {
            put(mod << 6 | field | base);
        } else {
            int i = index == NO_INDEX ? Gpr.RSP.ordinal() : index & 7;
            put(mod << 6 | field | Gpr.RSP.ordinal());
            put(Integer.numberOfTrailingZeros(scale) << 6 | i << 3 | base);
        }
        if (mod == 1) {
            put(displacement / unit);
        } else if (mod == 2) {
            put4(displacement);
        }
    }

    /** The byte ModRM and the distance from the instruction's end, {@code after} bytes behind it. */
    private void near(int reg, Near memory, int after) {
        if (memory.label().position == Label.UNBOUND) {
            throw new IllegalStateException("constants must lie before the code that reads them");
        }
        put((reg & 7) << 3 | Gpr.RBP.ordinal());
        put4(memory.label().position + memory.offset() - (size + 4 + after));
    }

    /** Puts constants and their label here, at a multiple of that many bytes, a power of two; code must branch around. */
    public void data(Label label, int alignment, byte[] bytes) {
        while (size % alignment != 0) {
            put(0);
        }
        bind(label);
        for (byte b : bytes) {
            put(b);
        }
    }

    // --- tiles

    /** Loads the configuration of tiles, 64 bytes: rows, and bytes of a row, of each. Intel 64 and IA-32 manual, volume 2, LDTILECFG. */
    public void tileConfig(Mem from) {
        tile(0, 0x49, 0, 0, from);
    }

    /** Gives tiles back, whose state else is saved whenever another thread gets its turn. */
    public void tileRelease() {
        tile(0, 0x49, 0, 0, Tmm.TMM0);
    }

    /** Sets a tile to zeros. */
    public void tileZero(Tmm to) {
        tile(3, 0x49, to.ordinal(), 0, Tmm.TMM0);
    }

    /** Loads a tile, whose rows are as many bytes apart as the index register tells. */
    public void tileLoad(Tmm to, Mem from) {
        tile(3, 0x4b, to.ordinal(), 0, strided(from));
    }

    /** Stores a tile, whose rows are as many bytes apart as the index register tells. */
    public void tileStore(Mem to, Tmm from) {
        tile(2, 0x4b, from.ordinal(), 0, strided(to));
    }

    /** Adds products of unsigned bytes with signed bytes, four of which are neighbours in both: {@code sums += a · b}. */
    public void tileBytes(Tmm sums, Tmm unsigned, Tmm signed) {
        tile(1, 0x5e, sums.ordinal(), signed.ordinal(), unsigned);
    }

    /** Adds products of bfloat16, two of which are neighbours in both: {@code sums += a · b}. */
    public void tileHalves(Tmm sums, Tmm a, Tmm b) {
        tile(2, 0x5c, sums.ordinal(), b.ordinal(), a);
    }

    private static Mem strided(Mem m) {
        if (m.index() == null || m.scale() != 1 || m.broadcast()) {
            throw new IllegalArgumentException("no tile lies at " + m);
        }
        return m;
    }

    private void tile(int prefix, int opcode, int reg, int v, Operand rm) {
        put(0xc4);
        put(0x80 | (Operands.index3(rm) ^ 1) << 6 | (Operands.base3(rm) ^ 1) << 5 | 2);
        put((~v & 15) << 3 | prefix);
        put(opcode);
        modRm(reg, rm, 1);
    }

    // --- others

    /** Calls the system: its number in rax, arguments in rdi and rsi; changes rcx and r11. */
    public void syscall() {
        put(0x0f);
        put(0x05);
    }

    /** Copies a register. */
    public void mov(Gpr to, Gpr from) {
        rex(true, from.ordinal(), to);
        put(0x89);
        modRm(from.ordinal(), to, 1);
    }

    /** Loads a constant, extended to 64 bits by its sign. */
    public void mov(Gpr to, int value) {
        rex(true, 0, to);
        put(0xc7);
        modRm(0, to, 1);
        put4(value);
    }

    /** Stores the lower 32 bits of a register. */
    public void mov32(Mem to, Gpr from) {
        rex(false, from.ordinal(), to);
        put(0x89);
        modRm(from.ordinal(), to, 1);
    }

    /** Loads 32 bits; the upper ones become zero. */
    public void mov32(Gpr to, Mem from) {
        rex(false, to.ordinal(), from);
        put(0x8b);
        modRm(to.ordinal(), from, 1);
    }

    /** Loads 64 bits. */
    public void mov(Gpr to, Mem from) {
        rex(true, to.ordinal(), from);
        put(0x8b);
        modRm(to.ordinal(), from, 1);
    }

    /** Loads a byte, extended to 64 bits by zeros. */
    public void movzxByte(Gpr to, Mem from) {
        rex(false, to.ordinal(), from);
        put(0x0f);
        put(0xb6);
        modRm(to.ordinal(), from, 1);
    }

    /** Computes an address. */
    public void lea(Gpr to, Mem address) {
        rex(true, to.ordinal(), address);
        put(0x8d);
        modRm(to.ordinal(), address, 1);
    }

    /** Computes the address of constants beside the code. */
    public void lea(Gpr to, Near constants) {
        rex(true, to.ordinal(), constants);
        put(0x8d);
        near(to.ordinal(), constants, 0);
    }

    /** Adds a register. */
    public void add(Gpr to, Gpr what) {
        rex(true, what.ordinal(), to);
        put(0x01);
        modRm(what.ordinal(), to, 1);
    }

    /** Keeps the bits that another register has, too; sets what a branch asks for. */
    public void and(Gpr to, Gpr what) {
        rex(true, what.ordinal(), to);
        put(0x21);
        modRm(what.ordinal(), to, 1);
    }

    /** Finds the lowest bit that is set; there is one. */
    public void bsf(Gpr to, Gpr from) {
        rex(true, to.ordinal(), from);
        put(0x0f);
        put(0xbc);
        modRm(to.ordinal(), from, 1);
    }

    /**
     * Collects the sign bits of floats ({@code vmovmskps}).
     *
     * @param from 256 bits, one of the first eight registers
     */
    public void vmovmskps(Gpr to, Vec from) {
        if (from.bits() != 256 || from.index() > 7) {
            throw new IllegalArgumentException("no signs of " + from);
        }
        put(0xc5);
        put((~to.ordinal() >> 3 & 1) << 7 | 15 << 3 | 1 << 2);
        put(0x50);
        modRm(to.ordinal(), from, 1);
    }

    /** Adds a constant. */
    public void add(Gpr to, int value) {
        arithmetic(0, to, value);
    }

    /** Subtracts a constant. */
    public void sub(Gpr from, int value) {
        arithmetic(5, from, value);
    }

    /** Compares with a constant, for a branch. */
    public void cmp(Gpr left, int right) {
        arithmetic(7, left, right);
    }

    private void arithmetic(int digit, Gpr to, int value) {
        rex(true, 0, to);
        boolean small = value == (byte) value;
        if (!small && to == Gpr.RAX) {
            put(digit << 3 | 5);
        } else {
            put(small ? 0x83 : 0x81);
            modRm(digit, to, 1);
        }
        if (small) {
            put(value);
        } else {
            put4(value);
        }
    }

    /** Sets a register to zero. */
    public void zero(Gpr to) {
        rex(false, to.ordinal(), to);
        put(0x31);
        modRm(to.ordinal(), to, 1);
    }

    /** Asks for a line of memory ahead of its use; any address will do. */
    public void prefetch(Mem line) {
        prefetch(1, line);
    }

    /** Asks for a line of memory that will be read once, and need not stay in the caches. */
    public void prefetchOnce(Mem line) {
        prefetch(0, line);
    }

    /** Asks for a line of memory ahead of its use, no nearer than the second-level cache. */
    public void prefetchSecond(Mem line) {
        prefetch(2, line);
    }

    /** {@code prefetchnta} (0), {@code prefetcht0} (1) or {@code prefetcht1} (2). */
    private void prefetch(int hint, Mem line) {
        rex(false, hint, line);
        put(0x0f);
        put(0x18);
        modRm(hint, line, 1);
    }

    /** Saves a register on the stack. */
    public void push(Gpr what) {
        rex(false, 0, what);
        put(0x50 | what.ordinal() & 7);
    }

    /** Restores a register from the stack. */
    public void pop(Gpr what) {
        rex(false, 0, what);
        put(0x58 | what.ordinal() & 7);
    }

    /** Asks the processor what it has: the leaf in eax, the part in ecx. */
    public void cpuid() {
        put(0x0f);
        put(0xa2);
    }

    /** Reads the extended control register that ecx names into edx and eax. */
    public void xgetbv() {
        put(0x0f);
        put(0x01);
        put(0xd0);
    }

    /** Clears the upper parts of vector registers, without which older instructions become slow. */
    public void vzeroupper() {
        put(0xc5);
        put(0xf8);
        put(0x77);
    }

    /** Returns to the caller. */
    public void ret() {
        put(0xc3);
    }

    /** The prefix REX, where it is needed. */
    private void rex(boolean wide, int reg, Operand rm) {
        int prefix = 0x40 | (wide ? 8 : 0) | (reg >> 3 & 1) << 2 | Operands.index3(rm) << 1 | Operands.base3(rm);
        if (prefix != 0x40) {
            put(prefix);
        }
    }

    // --- branches

    /**
     * Puts a label here.
     *
     * @throws IllegalStateException if it stands somewhere already
     */
    public void bind(Label label) {
        if (label.position != Label.UNBOUND) {
            throw new IllegalStateException("a label can't stand twice");
        }
        label.position = size;
        for (int at : label.open) {
            patch(at, size - (at + 4));
        }
        unbound -= label.open.size();
        label.open.clear();
    }

    /** Branches to a label if a condition holds. */
    public void branch(Condition condition, Label to) {
        branch(condition, 0x70 | condition.number, to);
    }

    /** Branches to a label. */
    public void jump(Label to) {
        branch(null, 0xeb, to);
    }

    private void branch(@Nullable Condition condition, int shortCode, Label to) {
        int near = to.position - (size + 2);
        if (to.position != Label.UNBOUND && near >= -128) {
            put(shortCode);
            put(near);
            return;
        }
        if (condition == null) {
            put(0xe9);
        } else {
            put(0x0f);
            put(0x80 | condition.number);
        }
        if (to.position == Label.UNBOUND) {
            to.open.add(size);
            unbound++;
            put4(0);
        } else {
            put4(to.position - (size + 4));
        }
    }

    // --- bytes

    private void put(int value) {
        if (size == code.length) {
            code = Arrays.copyOf(code, 2 * size);
        }
        code[size++] = (byte) value;
    }

    private void put4(int value) {
        for (int i = 0; i < 4; i++) {
            put(value >> 8 * i);
        }
    }

    private void patch(int at, int value) {
        for (int i = 0; i < 4; i++) {
            code[at + i] = (byte) (value >> 8 * i);
        }
    }
}
