package org.menura.tensor.cpu;

/** Rearranges the weights of a group of outputs, {@link PackedWeights#OUTS} rows, for one format. */
interface GroupLayout {
    /** Ints that a group takes. */
    int ints();

    /**
     * Rearranges a group.
     *
     * @param rows the stored rows one behind the other, zeros in place of those that are missing
     * @param to where the group goes, {@link #ints} from the start on
     */
    void pack(byte[] rows, int[] to);
}
