package org.menura.x86.code;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Mem;

/**
 * What the processor has and the system saves between threads, by the instructions {@code cpuid} and {@code xgetbv}
 * (Intel 64 and IA-32 manual, volume 1, chapter 14 and 15).
 *
 * @param avx2 AVX2, FMA and F16C: 8 floats, 32 bytes, half-precision conversions
 * @param avxVnni products of bytes among 256 bits without AVX-512
 * @param avx512 AVX-512 F, BW, DQ and VL
 * @param vnni products of bytes among 512 bits
 * @param bf16 products of pairs of bfloat16 among 512 bits
 * @param amxBf16 tiles of them, which the system lets this process use
 * @param amxInt8 tiles of products of bytes, likewise
 * @param intel whether Intel makes it
 */
public record Processor(
        boolean avx2,
        boolean avxVnni,
        boolean avx512,
        boolean vnni,
        boolean bf16,
        boolean amxBf16,
        boolean amxInt8,
        boolean intel) {
    /** The letters "Genu" of GenuineIntel. */
    private static final int INTEL = 0x756e6547;

    private static final int AVX_STATE = 0x6;
    private static final int AVX512_STATE = 0xe6;
    private static final int TILE_STATE = 0x60000;

    /** Of Linux: the call arch_prctl, its question ARCH_REQ_XCOMP_PERM, and the number of the tiles' state. */
    private static final int ARCH_PRCTL = 158;

    private static final int ASK_FOR_STATE = 0x1023;
    private static final int TILE_DATA = 18;

    /** Returns whether products of bfloat16 take longer than those of float32: Intel's without tiles, where they take twice as long. */
    public boolean slowBf16() {
        return intel && !amxBf16;
    }

    /**
     * Returns whether what memory is asked for ahead had better come to the second-level cache: Intel's first one waits for 16
     * lines at a time, the second for 48.
     */
    public boolean asksSecondCache() {
        return intel;
    }

    /** Returns whether products of pairs of bfloat16 take no longer than multiply-adds of float32, and so do twice the work. */
    public boolean fastBf16() {
        return bf16 && !intel;
    }

    /** Asks the processor that this runs on; null where no code can be loaded. */
    public static @Nullable Processor ask(CodeMemory memory) {
        // Never closed: that would take a function that nobody else needs.
        MemorySegment cpuid = memory.load(cpuid(), Arena.global());
        MemorySegment xgetbv = memory.load(xgetbv(), Arena.global());
        if (cpuid == null || xgetbv == null) {
            return null;
        }
        try {
            MemorySegment out = MemorySegment.ofArray(new int[4]);
            ask(cpuid, out, 0, 0);
            int leaves = out.getAtIndex(JAVA_INT, 0);
            boolean intel = out.getAtIndex(JAVA_INT, 1) == INTEL;
            if (leaves < 7) {
                return new Processor(false, false, false, false, false, false, false, intel);
            }
            ask(cpuid, out, 1, 0);
            int one = out.getAtIndex(JAVA_INT, 2);
            int saved = 0;
            if (bit(one, 27)) {
                ask(xgetbv, out, 0, 0);
                saved = out.getAtIndex(JAVA_INT, 0);
                ask(cpuid, out, 1, 0);
            }
            ask(cpuid, out, 7, 0);
            int parts = out.getAtIndex(JAVA_INT, 0);
            int seven = out.getAtIndex(JAVA_INT, 1);
            int sevenMore = out.getAtIndex(JAVA_INT, 2);
            int tiles = out.getAtIndex(JAVA_INT, 3);
            int sevenOne = 0;
            if (parts >= 1) {
                ask(cpuid, out, 7, 1);
                sevenOne = out.getAtIndex(JAVA_INT, 0);
            }
            boolean avx2 =
                    (saved & AVX_STATE) == AVX_STATE && bit(one, 28) && bit(one, 12) && bit(one, 29) && bit(seven, 5);
            boolean avx512 = avx2
                    && (saved & AVX512_STATE) == AVX512_STATE
                    && bit(seven, 16)
                    && bit(seven, 17)
                    && bit(seven, 30)
                    && bit(seven, 31);
            boolean permitted = avx512 && (saved & TILE_STATE) == TILE_STATE && bit(tiles, 24) && permitsTiles(memory);
            return new Processor(
                    avx2,
                    avx2 && bit(sevenOne, 4),
                    avx512,
                    avx512 && bit(sevenMore, 11),
                    avx512 && bit(sevenOne, 5),
                    permitted && bit(tiles, 22),
                    permitted && bit(tiles, 25),
                    intel);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks Linux for the state of tiles, which a process gets only then; others are not asked. */
    private static boolean permitsTiles(CodeMemory memory) throws Throwable {
        MemorySegment call =
                System.getProperty("os.name", "").equals("Linux") ? memory.load(permission(), Arena.global()) : null;
        if (call == null) {
            return false;
        }
        MemorySegment failed = MemorySegment.ofArray(new int[] {1});
        ask(call, failed, 0, 0);
        return failed.getAtIndex(JAVA_INT, 0) == 0;
    }

    private static void ask(MemorySegment code, MemorySegment out, int leaf, int part) throws Throwable {
        MemorySegment none = MemorySegment.NULL;
        CodeMemory.KERNEL.invokeExact(
                code, out, MemorySegment.ofAddress(leaf), MemorySegment.ofAddress(part), none, none, 0L);
    }

    private static boolean bit(int word, int number) {
        return (word >> number & 1) == 1;
    }

    /** {@code void cpuid(int[4] out, leaf, part)}: eax, ebx, ecx, edx. */
    private static byte[] cpuid() {
        Assembler a = new Assembler();
        a.push(Gpr.RBX);
        a.mov(Gpr.R8, Gpr.RDI);
        a.mov(Gpr.RAX, Gpr.RSI);
        a.mov(Gpr.RCX, Gpr.RDX);
        a.cpuid();
        a.mov32(Mem.at(Gpr.R8, 0), Gpr.RAX);
        a.mov32(Mem.at(Gpr.R8, 4), Gpr.RBX);
        a.mov32(Mem.at(Gpr.R8, 8), Gpr.RCX);
        a.mov32(Mem.at(Gpr.R8, 12), Gpr.RDX);
        a.pop(Gpr.RBX);
        a.ret();
        return a.code();
    }

    /** {@code void xgetbv(int[1] out)}: the lower half of register 0. */
    private static byte[] xgetbv() {
        Assembler a = new Assembler();
        a.zero(Gpr.RCX);
        a.xgetbv();
        a.mov32(Mem.at(Gpr.RDI, 0), Gpr.RAX);
        a.ret();
        return a.code();
    }

    /** {@code void permission(int[1] out)}: 0 if the state of tiles may be used. */
    private static byte[] permission() {
        Assembler a = new Assembler();
        a.mov(Gpr.R8, Gpr.RDI);
        a.mov(Gpr.RAX, ARCH_PRCTL);
        a.mov(Gpr.RDI, ASK_FOR_STATE);
        a.mov(Gpr.RSI, TILE_DATA);
        a.syscall();
        a.mov32(Mem.at(Gpr.R8, 0), Gpr.RAX);
        a.ret();
        return a.code();
    }
}
