package org.menura.data.dedupe;

import java.nio.ByteBuffer;
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
    private final MinHash minHash;
    private final int nGram;
    private final boolean simplified;
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
        for (int band = 0; band < minHash.settings().bands(); band++) {
            ByteBuffer key = ByteBuffer.allocate(4 + 8 * rows);
            key.putInt(band);
            for (int i = 0; i < rows; i++) {
                key.putLong(signature[band * rows + i]);
            }
            byte[] hash = Hashes.of(key.array());
            out.emit(hash, new byte[0]);
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

    @Override
    public void edges(Group group, Edges out) {
        Member first = group.next();
        if (first == null) {
            return;
        }
        for (Member member = group.next(); member != null; member = group.next()) {
            out.join(first.id(), member.id());
        }
    }

    @Override
    public Outcome apply(Row row, Membership membership) {
        return membership.first()
                ? Outcome.keep(row)
                : Outcome.drop("near-duplicate", membership.smallest().hex());
    }
}
