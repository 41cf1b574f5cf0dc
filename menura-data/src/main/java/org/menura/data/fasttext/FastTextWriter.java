package org.menura.data.fasttext;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/** Writes models as fastText's {@code .bin} files of version 12, which fastText reads. */
final class FastTextWriter {
    private final DataOutputStream out;

    private FastTextWriter(DataOutputStream out) {
        this.out = out;
    }

    static void write(Path file, FastTextArgs args, FastTextDictionary dictionary, Matrix input, Matrix output) {
        if (!(input instanceof Matrix.Dense denseInput) || !(output instanceof Matrix.Dense denseOutput)) {
            throw new FormatException("quantised models can't be written; copy the file that it was read from");
        }
        try {
            OutputFile.through(file, part -> {
                try (DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
                    FastTextWriter writer = new FastTextWriter(out);
                    writer.head(args);
                    writer.dictionary(dictionary);
                    writer.matrix(denseInput);
                    writer.matrix(denseOutput);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void integer(int value) throws IOException {
        out.writeInt(Integer.reverseBytes(value));
    }

    private void wide(long value) throws IOException {
        out.writeLong(Long.reverseBytes(value));
    }

    private void head(FastTextArgs args) throws IOException {
        integer(FastTextReader.MAGIC);
        integer(FastTextReader.VERSION);
        integer(args.dim());
        integer(args.windowSize());
        integer(args.epochs());
        integer(args.minCount());
        integer(args.negatives());
        integer(args.wordNgrams());
        integer(args.loss().ordinal() + 1);
        integer(args.model().ordinal() + 1);
        integer(args.bucket());
        integer(args.minn());
        integer(args.maxn());
        integer(args.updateRate());
        wide(Double.doubleToLongBits(args.sampling()));
    }

    private void dictionary(FastTextDictionary dictionary) throws IOException {
        int size = dictionary.words() + dictionary.labels();
        integer(size);
        integer(dictionary.words());
        integer(dictionary.labels());
        long tokens = 0;
        for (int i = 0; i < size; i++) {
            tokens += dictionary.count(i);
        }
        wide(tokens);
        wide(-1);
        for (int i = 0; i < size; i++) {
            out.write(dictionary.entry(i));
            out.writeByte(0);
            wide(dictionary.count(i));
            out.writeByte(i < dictionary.words() ? 0 : 1);
        }
    }

    private void matrix(Matrix.Dense matrix) throws IOException {
        out.writeByte(0);
        wide(matrix.rows());
        wide(matrix.columns());
        MemorySegment values = matrix.values();
        byte[] block = new byte[1 << 16];
        for (long at = 0; at < values.byteSize(); at += block.length) {
            int length = (int) Math.min(block.length, values.byteSize() - at);
            MemorySegment.copy(values, ValueLayout.JAVA_BYTE, at, block, 0, length);
            out.write(block, 0, length);
        }
    }
}
