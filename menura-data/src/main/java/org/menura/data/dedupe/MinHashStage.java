package org.menura.data.dedupe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.data.plan.ComponentsStage;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.Member;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.text.MinHash;
import org.menura.data.text.MinHashSettings;
import org.menura.data.text.ShingleHash;
import org.menura.data.text.Simplifier;
import org.menura.data.text.SimplifySettings;
import org.menura.data.text.WordBytes;

/**
 * Keeps one of the rows that are near-duplicates of each other, also by way of others: the one of the smallest identity.
 * Candidates share a band of their MinHash signatures (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
 * Words are datatrove's, simplified and split by UAX #29, or those of {@link NormalWords}.
 */
final class MinHashStage implements ComponentsStage {
    private static final int MOST_LEADERS = 256;

    private final MinHash minHash;
    private final int nGram;
    private final boolean simplified;
    private final double threshold;
    private final Simplifier simplifier = new Simplifier(SimplifySettings.DEFAULT);

    MinHashStage(Options options) {
        MinHashSettings usual = MinHashSettings.DEFAULT;
        MinHashSettings settings = new MinHashSettings(
                (int) options.whole("n_gram", usual.nGram(), 1, 100),
                (int) options.whole("bands", usual.bands(), 1, 10_000),
                (int) options.whole("rows", usual.rows(), 1, 1000),
                options.whole("seed", usual.seed(), 0, 0xFFFF_FFFFL),
                ShingleHash.XXHASH_64);
        minHash = new MinHash(settings);
        nGram = settings.nGram();
        threshold = options.real("threshold", 0, 0, 1);
        simplified = options.choice("words", "simplified", List.of("simplified", "normal"))
                .equals("simplified");
    }

    @Override
    public void keys(Row row, KeySink out) {
        long[] shingles = shingles(row.text());
        if (shingles.length == 0) {
            return;
        }
        long[] signature = minHash.signature(shingles, shingles.length);
        int rows = minHash.settings().rows();
        byte[] value = threshold > 0 ? sketch(signature) : new byte[0];
        for (int band = 0; band < minHash.settings().bands(); band++) {
            ByteBuffer key = ByteBuffer.allocate(4 + 8 * rows);
            key.putInt(band);
            for (int i = 0; i < rows; i++) {
                key.putLong(signature[band * rows + i]);
            }
            out.emit(Hashes.of(key.array()), value);
        }
    }

    /** The n-grams of a text; a text that is shorter than one is compared as a whole. */
    private long[] shingles(String text) {
        if (simplified) {
            WordBytes words = new WordBytes();
            simplifier.words(text, words);
            return words.hashes(
                    Math.min(nGram, Math.max(1, words.words())),
                    minHash.settings().hash());
        }
        NormalWords words = new NormalWords();
        words.read(text);
        return words.hashes(Math.min(nGram, Math.max(1, words.count())));
    }

    /** The lower 32 bits of a signature's hashes: what two of them have in common estimates their similarity. */
    private static byte[] sketch(long[] signature) {
        ByteBuffer sketch = ByteBuffer.allocate(4 * signature.length);
        for (long hash : signature) {
            sketch.putInt((int) hash);
        }
        return sketch.array();
    }

    private boolean similar(byte[] a, byte[] b) {
        int same = 0;
        for (int i = 0; i < a.length; i += 4) {
            same += Arrays.equals(a, i, i + 4, b, i, i + 4) ? 1 : 0;
        }
        return same >= threshold * (a.length / 4);
    }

    @Override
    public void edges(Group group, Edges out) {
        // Members that are like none before; all others are joined with one of them.
        List<Member> leaders = new ArrayList<>();
        for (Member member = group.next(); member != null; member = group.next()) {
            boolean joined = false;
            for (Member leader : leaders) {
                if (threshold == 0 || similar(leader.value(), member.value())) {
                    out.join(leader.id(), member.id());
                    joined = true;
                    break;
                }
            }
            if (!joined && leaders.size() < MOST_LEADERS) {
                leaders.add(member);
            }
        }
    }

    @Override
    public Outcome apply(Row row, Membership membership) {
        return membership.first()
                ? Outcome.keep(row)
                : Outcome.drop("near-duplicate", membership.smallest().hex());
    }
}
