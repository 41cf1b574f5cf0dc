package org.menura.x86.asm;

import org.jspecify.annotations.Nullable;
import org.menura.x86.asm.Encoding.Form;
import org.menura.x86.asm.Encoding.Source;
import org.menura.x86.asm.Encoding.Space;
import org.menura.x86.asm.Encoding.Tuple;

/**
 * The vector instructions: encodings of the Intel 64 and IA-32 manual, volume 2. An instruction that has both encodings
 * gets the shorter VEX where its operands permit.
 */
public enum Op {
    // --- moves
    VMOVUPS(both(0, 1, 0, 0x10, Form.RM, Tuple.FULL_MEM)),
    VMOVUPS_STORE("vmovups", both(0, 1, 0, 0x11, Form.MR, Tuple.FULL_MEM)),
    VMOVDQU(vex(2, 1, 0, 0x6f, Form.RM)),
    VMOVSS_LOAD("vmovss", both(2, 1, 0, 0x10, Form.RM, Tuple.FOUR).narrow().source(Source.MEMORY)),
    VMOVSS_STORE("vmovss", both(2, 1, 0, 0x11, Form.MR, Tuple.FOUR).narrow().source(Source.MEMORY)),
    VMOVD(both(1, 1, 0, 0x6e, Form.RM, Tuple.FOUR).narrow().source(Source.GPR)),
    // --- broadcasts
    VBROADCASTSS(both(1, 2, 0, 0x18, Form.RM, Tuple.FOUR)),
    VBROADCASTI128(vex(1, 2, 0, 0x5a, Form.RM).source(Source.MEMORY).least(256)),
    VBROADCASTI32X4(evex(1, 2, 0, 0x5a, Form.RM, Tuple.SIXTEEN).source(Source.MEMORY)),
    VBROADCASTI64X4(evex(1, 2, 1, 0x5b, Form.RM, Tuple.THIRTY_TWO).source(Source.MEMORY)),
    VPBROADCASTW(both(1, 2, 0, 0x79, Form.RM, Tuple.TWO)),
    VPBROADCASTD(both(1, 2, 0, 0x58, Form.RM, Tuple.FOUR)),
    VPBROADCASTQ(both(1, 2, 0, 0x59, Form.RM, Tuple.EIGHT).evexW(1)),
    VPBROADCASTD_GPR("vpbroadcastd", evex(1, 2, 0, 0x7c, Form.RM, Tuple.NONE).source(Source.GPR)),
    // --- parts
    VEXTRACTF128(vex(1, 3, 0, 0x19, Form.MRI).source(Source.XMM).least(256)),
    VEXTRACTI128(vex(1, 3, 0, 0x39, Form.MRI).source(Source.XMM).least(256)),
    VEXTRACTF64X4(evex(1, 3, 1, 0x1b, Form.MRI, Tuple.THIRTY_TWO)),
    VINSERTI128(vex(1, 3, 0, 0x38, Form.RVMI).source(Source.XMM).least(256)),
    VINSERTF128(vex(1, 3, 0, 0x18, Form.RVMI).source(Source.XMM).least(256)),
    VINSERTF32X4(
            evex(1, 3, 0, 0x18, Form.RVMI, Tuple.SIXTEEN).source(Source.XMM).least(256)),
    VINSERTI64X4(evex(1, 3, 1, 0x3a, Form.RVMI, Tuple.THIRTY_TWO)),
    VPINSRB(both(1, 3, 0, 0x20, Form.RVMI, Tuple.ONE).narrow().source(Source.GPR)),
    VPINSRW(both(1, 1, 0, 0xc4, Form.RVMI, Tuple.TWO).narrow().source(Source.GPR)),
    VPINSRD(both(1, 3, 0, 0x22, Form.RVMI, Tuple.FOUR).narrow().source(Source.GPR)),
    VPERMILPS(both(1, 3, 0, 0x04, Form.RMI, Tuple.FULL)),
    VPSHUFD(both(1, 1, 0, 0x70, Form.RMI, Tuple.FULL)),
    VPERM2I128(vex(1, 3, 0, 0x46, Form.RVMI).least(256)),
    VPERMD(both(1, 2, 0, 0x36, Form.RVM, Tuple.FULL).least(256)),
    VPERMPS(both(1, 2, 0, 0x16, Form.RVM, Tuple.FULL).least(256)),
    VPSHUFB(both(1, 2, 0, 0x00, Form.RVM, Tuple.FULL_MEM)),
    VUNPCKLPS(both(0, 1, 0, 0x14, Form.RVM, Tuple.FULL)),
    VUNPCKHPS(both(0, 1, 0, 0x15, Form.RVM, Tuple.FULL)),
    VSHUFPS(both(0, 1, 0, 0xc6, Form.RVMI, Tuple.FULL)),
    VSHUFF32X4(evex(1, 3, 0, 0x23, Form.RVMI, Tuple.FULL).least(256)),
    VPUNPCKLBW(both(1, 1, 0, 0x60, Form.RVM, Tuple.FULL_MEM)),
    VPUNPCKLWD(both(1, 1, 0, 0x61, Form.RVM, Tuple.FULL_MEM)),
    VPUNPCKLDQ(both(1, 1, 0, 0x62, Form.RVM, Tuple.FULL)),
    VPACKSSDW(both(1, 1, 0, 0x6b, Form.RVM, Tuple.FULL)),
    VPACKSSWB(both(1, 1, 0, 0x63, Form.RVM, Tuple.FULL_MEM)),
    // --- floats
    VADDPS(both(0, 1, 0, 0x58, Form.RVM, Tuple.FULL)),
    VSUBPS(both(0, 1, 0, 0x5c, Form.RVM, Tuple.FULL)),
    VMULPS(both(0, 1, 0, 0x59, Form.RVM, Tuple.FULL)),
    VDIVPS(both(0, 1, 0, 0x5e, Form.RVM, Tuple.FULL)),
    VMINPS(both(0, 1, 0, 0x5d, Form.RVM, Tuple.FULL)),
    VMAXPS(both(0, 1, 0, 0x5f, Form.RVM, Tuple.FULL)),
    VSQRTPS(both(0, 1, 0, 0x51, Form.RM, Tuple.FULL)),
    VADDSS(both(2, 1, 0, 0x58, Form.RVM, Tuple.FOUR).narrow()),
    VMULSS(both(2, 1, 0, 0x59, Form.RVM, Tuple.FOUR).narrow()),
    VDIVSS(both(2, 1, 0, 0x5e, Form.RVM, Tuple.FOUR).narrow()),
    VFMADD231PS(both(1, 2, 0, 0xb8, Form.RVM, Tuple.FULL)),
    VFMADD213PS(both(1, 2, 0, 0xa8, Form.RVM, Tuple.FULL)),
    VFNMADD231PS(both(1, 2, 0, 0xbc, Form.RVM, Tuple.FULL)),
    VCMPPS(vex(0, 1, 0, 0xc2, Form.RVMI)),
    VANDPS(vex(0, 1, 0, 0x54, Form.RVM)),
    VXORPS(vex(0, 1, 0, 0x57, Form.RVM)),
    VBLENDPS(vex(1, 3, 0, 0x0c, Form.RVMI)),
    VCVTDQ2PS(both(0, 1, 0, 0x5b, Form.RM, Tuple.FULL)),
    VCVTPS2DQ(both(1, 1, 0, 0x5b, Form.RM, Tuple.FULL)),
    VCVTPH2PS(both(1, 2, 0, 0x13, Form.RM, Tuple.HALF_MEM)),
    VCVTNE2PS2BF16(evex(3, 2, 0, 0x72, Form.RVM, Tuple.FULL)),
    VDPBF16PS(evex(2, 2, 0, 0x52, Form.RVM, Tuple.FULL)),
    // --- integers
    VPXOR(vex(1, 1, 0, 0xef, Form.RVM)),
    VPAND(vex(1, 1, 0, 0xdb, Form.RVM)),
    VPOR(vex(1, 1, 0, 0xeb, Form.RVM)),
    VPXORD(evex(1, 1, 0, 0xef, Form.RVM, Tuple.FULL)),
    VPANDD(evex(1, 1, 0, 0xdb, Form.RVM, Tuple.FULL)),
    VPTERNLOGD(evex(1, 3, 0, 0x25, Form.RVMI, Tuple.FULL)),
    VPADDB(both(1, 1, 0, 0xfc, Form.RVM, Tuple.FULL_MEM)),
    VPADDW(both(1, 1, 0, 0xfd, Form.RVM, Tuple.FULL_MEM)),
    VPADDD(both(1, 1, 0, 0xfe, Form.RVM, Tuple.FULL)),
    VPSUBB(both(1, 1, 0, 0xf8, Form.RVM, Tuple.FULL_MEM)),
    VPSUBD(both(1, 1, 0, 0xfa, Form.RVM, Tuple.FULL)),
    VPMULLD(both(1, 2, 0, 0x40, Form.RVM, Tuple.FULL)),
    VPMADDWD(both(1, 1, 0, 0xf5, Form.RVM, Tuple.FULL_MEM)),
    VPMADDUBSW(both(1, 2, 0, 0x04, Form.RVM, Tuple.FULL_MEM)),
    VPDPBUSD(evex(1, 2, 0, 0x50, Form.RVM, Tuple.FULL)),
    VPDPBUSD_VEX("vpdpbusd", vex(1, 2, 0, 0x50, Form.RVM)),
    VPABSB(both(1, 2, 0, 0x1c, Form.RM, Tuple.FULL_MEM)),
    VPSIGNB(vex(1, 2, 0, 0x08, Form.RVM)),
    VPMAXSD(both(1, 2, 0, 0x3d, Form.RVM, Tuple.FULL)),
    VPMAXUD(both(1, 2, 0, 0x3f, Form.RVM, Tuple.FULL)),
    VPCMPEQB(vex(1, 1, 0, 0x74, Form.RVM)),
    VPSLLW(shift(0, 0x71, 6, Tuple.FULL_MEM)),
    VPSRLW(shift(0, 0x71, 2, Tuple.FULL_MEM)),
    VPSLLD(shift(0, 0x72, 6, Tuple.FULL)),
    VPSRLD(shift(0, 0x72, 2, Tuple.FULL)),
    VPSRAD(shift(0, 0x72, 4, Tuple.FULL)),
    VPSRLDQ(shift(0, 0x73, 3, Tuple.FULL_MEM)),
    VPSRLVD(both(1, 2, 0, 0x45, Form.RVM, Tuple.FULL)),
    VPSRLVQ(both(1, 2, 1, 0x45, Form.RVM, Tuple.FULL8)),
    VPSLLVQ(both(1, 2, 1, 0x47, Form.RVM, Tuple.FULL8)),
    VPMOVSXBW(both(1, 2, 0, 0x20, Form.RM, Tuple.HALF_MEM)),
    VPMOVSXBD(both(1, 2, 0, 0x21, Form.RM, Tuple.QUARTER_MEM)),
    VPMOVSXWD(both(1, 2, 0, 0x23, Form.RM, Tuple.HALF_MEM)),
    VPMOVZXBD(both(1, 2, 0, 0x31, Form.RM, Tuple.QUARTER_MEM)),
    VPMOVZXWD(both(1, 2, 0, 0x33, Form.RM, Tuple.HALF_MEM)),
    VPGATHERDD(evex(1, 2, 0, 0x90, Form.RM, Tuple.FOUR).source(Source.SCATTERED)),
    VPGATHERDQ(evex(1, 2, 1, 0x90, Form.RM, Tuple.EIGHT).source(Source.SCATTERED)),
    VPGATHERDD_VEX("vpgatherdd", vex(1, 2, 0, 0x90, Form.RMV).source(Source.SCATTERED)),
    VPGATHERDQ_VEX("vpgatherdq", vex(1, 2, 1, 0x90, Form.RMV).source(Source.SCATTERED)),
    // --- masks
    KMOVW("kmovw", vex(0, 1, 0, 0x92, Form.RM).source(Source.GPR).toMask()),
    KMOVQ("kmovq", vex(3, 1, 1, 0x92, Form.RM).source(Source.GPR).toMask()),
    KMOVD_LOAD("kmovd", vex(1, 1, 1, 0x90, Form.RM).source(Source.MEMORY).toMask()),
    KMOVQ_LOAD("kmovq", vex(0, 1, 1, 0x90, Form.RM).source(Source.MEMORY).toMask()),
    KSHIFTLQ(vex(1, 3, 1, 0x33, Form.RMI).source(Source.MASK).toMask());

    final String mnemonic;
    final Encoding encoding;

    Op(Encoding encoding) {
        this(null, encoding);
    }

    Op(@Nullable String mnemonic, Encoding encoding) {
        this.mnemonic = mnemonic == null ? name().toLowerCase(java.util.Locale.ROOT) : mnemonic;
        this.encoding = encoding;
    }

    private static Encoding vex(int prefix, int map, int w, int opcode, Form form) {
        // Prefixes in the order of the field pp: none, 66, F3, F2.
        return Encoding.of(Space.VEX, prefix, map, w, opcode, form, 0, Tuple.NONE);
    }

    private static Encoding evex(int prefix, int map, int w, int opcode, Form form, Tuple tuple) {
        return Encoding.of(Space.EVEX, prefix, map, w, opcode, form, 0, tuple);
    }

    private static Encoding both(int prefix, int map, int w, int opcode, Form form, Tuple tuple) {
        return Encoding.of(Space.BOTH, prefix, map, w, opcode, form, 0, tuple);
    }

    private static Encoding shift(int w, int opcode, int digit, Tuple tuple) {
        return Encoding.of(Space.BOTH, 1, 1, w, opcode, Form.VMI, digit, tuple);
    }
}
