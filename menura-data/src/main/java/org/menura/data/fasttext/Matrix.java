package org.menura.data.fasttext;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Rows of numbers, as they are or quantised. Shared by threads. */
sealed interface Matrix {
    ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    long rows();

    int columns();

    /** Adds a row to a vector. */
    void addRow(float[] sum, long row);

    /** Multiplies a row with a vector. */
    float dotRow(float[] vector, long row);

    /** Float32 values, mapped from the file: row by row. */
    record Dense(MemorySegment values, long rows, int columns) implements Matrix {
        @Override
        public void addRow(float[] sum, long row) {
            long at = row * columns * Float.BYTES;
            for (int j = 0; j < columns; j++) {
                sum[j] += values.get(FLOAT, at + (long) j * Float.BYTES);
            }
        }

        @Override
        public float dotRow(float[] vector, long row) {
            long at = row * columns * Float.BYTES;
            float sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += values.get(FLOAT, at + (long) j * Float.BYTES) * vector[j];
            }
            return sum;
        }
    }

    /**
     * Rows as codes of a product quantiser; where norms are quantised by themselves the codes are of unit rows (Joulin et
     * al., FastText.zip, 2016).
     */
    record Quantised(byte[] codes, ProductQuantiser quantiser, byte[] normCodes, float[] norms, long rows)
            implements Matrix {
        @Override
        public int columns() {
            return quantiser.dim();
        }

        private float norm(long row) {
            return norms.length == 0 ? 1 : norms[normCodes[(int) row] & 0xFF];
        }

        @Override
        public void addRow(float[] sum, long row) {
            quantiser.add(sum, codes, row, norm(row));
        }

        @Override
        public float dotRow(float[] vector, long row) {
            return quantiser.dot(vector, codes, row, norm(row));
        }
    }
}
