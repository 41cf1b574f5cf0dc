package org.menura.x86.kernel;

/** The values that the codes of IQ4_NL and IQ4_XS stand for. */
final class Iq4Table {
    private static final byte[] VALUES = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private Iq4Table() {}

    /** The values plus a number, as a table for each 16 bytes of a vector. */
    static byte[] vector(int bytes, int more) {
        return GroupFamily.bytes(bytes, i -> VALUES[i % VALUES.length] + more);
    }
}
