package org.menura.tensor.cpu.int8;

/** Rearranges the weights of a group of outputs, {@link PackedWeights#OUTS} rows, for one format. */
interface GroupLayout {
    /** Ints that a group of rows of {@code in} weights takes, a multiple of those of whole chunks. */
    int ints(int in);

    /**
     * Rearranges a group.
     *
     * @param rows the stored rows one behind the other, zeros in place of those that are missing
     * @param rowBytes from one row to the next
     * @param to where the group goes, {@link #ints} from the start on
     */
    void pack(byte[] rows, int rowBytes, int[] to);
}
