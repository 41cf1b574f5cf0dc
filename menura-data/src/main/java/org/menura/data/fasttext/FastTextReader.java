package org.menura.data.fasttext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.menura.data.fasttext.FastTextArgs.Kind;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.format.FormatException;

/** Reads models of fastText 0.2 to 0.9 (file versions 11 and 12), {@code .bin} and quantised {@code .ftz}. */
final class FastTextReader {
    static final int MAGIC = 793712314;
    static final int VERSION = 12;
    private static final int OLD_VERSION = 11;
    /** The shortest entry of a dictionary: the end of an empty word, a count and a type. */
    private static final int ENTRY = 10;

    /** Longer n-grams than anyone uses: a line of n words has n times as many n-grams. */
    private static final int MOST_NGRAM = 1024;

    private static final long MAX_COUNT = 1_000_000_000_000_000L;

    private final FileCursor in;

    private FastTextReader(FileCursor in) {
        this.in = in;
    }

    static FastText read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new FormatException(file + " is no file; name a fastText model, .bin or .ftz.");
        }
        MemorySegment mapped;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read(mapped, file.toString());
    }

    static FastText read(MemorySegment bytes, String name) {
        return new FastTextReader(new FileCursor(bytes, name)).model(name);
    }

    private FastText model(String name) {
        if (in.left() < 8 || in.integer("the magic number") != MAGIC) {
            throw in.damaged("it doesn't begin with fastText's magic number; is it word vectors as text (.vec)?");
        }
        int version = in.integer("the version");
        if (version != VERSION && version != OLD_VERSION) {
            throw in.damaged("its version is %d; known are %d and %d".formatted(version, OLD_VERSION, VERSION));
        }
        FastTextArgs args = args(version);
        FastTextDictionary dictionary = dictionary(args);
        boolean quantised = in.flag("the mark of quantised input");
        if (!quantised && dictionary.pruned()) {
            throw in.damaged("its dictionary was pruned, but its input isn't quantised; fastText can't read it either");
        }
        Matrix input = quantised ? quantised("the input matrix") : dense("the input matrix");
        boolean quantisedOutput = in.flag("the mark of quantised output");
        Matrix output = quantised && quantisedOutput ? quantised("the output matrix") : dense("the output matrix");
        check(args, dictionary, input, output);
        return new FastText(name, args, dictionary, input, output);
    }

    private FastTextArgs args(int version) {
        int dim = in.integer("dim", 1, 1 << 20);
        int windowSize = in.integer("ws");
        int epochs = in.integer("epoch");
        int minCount = in.integer("minCount");
        int negatives = in.integer("neg");
        int wordNgrams = in.integer("wordNgrams", 0, MOST_NGRAM);
        Loss loss = Loss.values()[in.integer("loss", 1, Loss.values().length) - 1];
        Kind model = Kind.values()[in.integer("model", 1, Kind.values().length) - 1];
        int bucket = in.integer("bucket", 0, Integer.MAX_VALUE);
        int minn = in.integer("minn", 0, MOST_NGRAM);
        int maxn = in.integer("maxn", 0, MOST_NGRAM);
        int updateRate = in.integer("lrUpdateRate");
        double sampling = in.real("t");
        // Classifiers of version 11 know no n-grams of characters, whatever their arguments say.
        boolean plain = version == OLD_VERSION && model == Kind.SUPERVISED;
        return new FastTextArgs(
                dim,
                windowSize,
                epochs,
                minCount,
                negatives,
                wordNgrams,
                loss,
                model,
                bucket,
                minn,
                plain ? 0 : maxn,
                updateRate,
                sampling);
    }

    private FastTextDictionary dictionary(FastTextArgs args) {
        int size = in.integer("the size of the dictionary", 0, (int) Math.min(Integer.MAX_VALUE, in.left() / ENTRY));
        int words = in.integer("the number of words", 0, size);
        in.integer("the number of labels", size - words, size - words);
        in.wide("the number of tokens");
        long pruned = in.wide("the size of the pruned index");
        byte[] text = new byte[Math.max(64, size * 8)];
        int[] starts = new int[size + 1];
        long[] counts = new long[size];
        for (int i = 0; i < size; i++) {
            int length = in.lengthToZero("entry %d of the dictionary".formatted(i));
            if (text.length - starts[i] < length) {
                text = Arrays.copyOf(text, Math.max(Math.addExact(starts[i], length), text.length / 2 * 3));
            }
            System.arraycopy(in.bytes(length, "the dictionary"), 0, text, starts[i], length);
            starts[i + 1] = starts[i] + length;
            in.octet("the dictionary");
            counts[i] = in.wide("the dictionary");
            if (counts[i] < 0 || counts[i] >= MAX_COUNT) {
                throw in.damaged("entry %d of the dictionary has the count %d".formatted(i, counts[i]));
            }
            boolean label = in.flag("the type of entry %d of the dictionary".formatted(i));
            if (label != i >= words) {
                throw in.damaged("entry %d of the dictionary is a %s among the %s"
                        .formatted(i, label ? "label" : "word", label ? "words" : "labels"));
            }
        }
        text = Arrays.copyOf(text, starts[size]);
        if (pruned < 0) {
            return new FastTextDictionary(args, text, starts, counts, words, null, new int[0]);
        }
        if (pruned > in.left() / 8) {
            throw in.damaged("it ends within the pruned index");
        }
        long[] pairs = new long[(int) pruned];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (long) in.integer("the pruned index", 0, Integer.MAX_VALUE) << 32
                    | in.integer("the pruned index", 0, Integer.MAX_VALUE);
        }
        Arrays.sort(pairs);
        int[] kept = Arrays.stream(pairs).mapToInt(pair -> (int) (pair >> 32)).toArray();
        int[] renumbered = Arrays.stream(pairs).mapToInt(pair -> (int) pair).toArray();
        return new FastTextDictionary(args, text, starts, counts, words, kept, renumbered);
    }

    private Matrix dense(String what) {
        long rows = in.wide(what);
        long columns = in.wide(what);
        checkShape(rows, columns, what);
        if (rows > in.left() / Float.BYTES / columns) {
            throw in.damaged("it ends within %s of %d x %d values".formatted(what, rows, columns));
        }
        return new Matrix.Dense(in.part(rows * columns * Float.BYTES, what), rows, (int) columns);
    }

    private void checkShape(long rows, long columns, String what) {
        if (rows < 0 || rows > Integer.MAX_VALUE || columns < 1 || columns > 1 << 20) {
            throw in.damaged("%s is of %d x %d values".formatted(what, rows, columns));
        }
    }

    private Matrix quantised(String what) {
        boolean norms = in.flag(what);
        long rows = in.wide(what);
        long columns = in.wide(what);
        checkShape(rows, columns, what);
        byte[] codes = in.bytes(in.integer(what, 0, Integer.MAX_VALUE), what);
        ProductQuantiser quantiser = quantiser(what);
        if (quantiser.dim() != columns || rows * quantiser.parts() > codes.length) {
            throw in.damaged("%s has %d codes for %d x %d values in %d parts"
                    .formatted(what, codes.length, rows, columns, quantiser.parts()));
        }
        if (!norms) {
            return new Matrix.Quantised(codes, quantiser, new byte[0], new float[0], rows);
        }
        byte[] normCodes = in.bytes(rows, what);
        ProductQuantiser norm = quantiser(what);
        if (norm.dim() != 1) {
            throw in.damaged("the norms of %s have %d dimensions".formatted(what, norm.dim()));
        }
        return new Matrix.Quantised(codes, quantiser, normCodes, norm.centroids(), rows);
    }

    private ProductQuantiser quantiser(String what) {
        int dim = in.integer(what, 1, 1 << 20);
        int parts = in.integer(what, 1, dim);
        // A part may be wider than the vectors: then there is one, the last, of their width.
        int width = in.integer(what, 1, 1 << 20);
        int lastWidth = in.integer(what, 1, width);
        if ((parts - 1L) * width + lastWidth != dim) {
            throw in.damaged("%s is quantised in %d parts of %d, the last of %d, for %d dimensions"
                    .formatted(what, parts, width, lastWidth, dim));
        }
        return new ProductQuantiser(
                dim, parts, width, lastWidth, in.floats((long) dim * ProductQuantiser.CENTROIDS, what));
    }

    private void check(FastTextArgs args, FastTextDictionary dictionary, Matrix input, Matrix output) {
        if (input.columns() != args.dim() || output.columns() != args.dim()) {
            throw in.damaged("its vectors have %d dimensions, its matrices %d and %d"
                    .formatted(args.dim(), input.columns(), output.columns()));
        }
        if (args.hasNgrams() && args.bucket() == 0) {
            throw in.damaged("it has n-grams, but no buckets for them");
        }
        long buckets = dictionary.pruned() ? dictionary.keptBuckets() : args.hasNgrams() ? args.bucket() : 0;
        if (input.rows() < dictionary.words() + buckets || !dictionary.bucketsBelow(input.rows())) {
            throw in.damaged("its input matrix has %d rows for %d words and %d buckets"
                    .formatted(input.rows(), dictionary.words(), buckets));
        }
        boolean supervised = args.model() == Kind.SUPERVISED;
        int outputs = supervised ? dictionary.labels() : dictionary.words();
        if (output.rows() < outputs || supervised && output.rows() != outputs) {
            throw in.damaged("its output matrix has %d rows for %d %s"
                    .formatted(output.rows(), outputs, supervised ? "labels" : "words"));
        }
    }
}
