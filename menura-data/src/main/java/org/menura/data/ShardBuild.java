package org.menura.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.tokenizer.Tokenizer;

/**
 * A resumable build of token shards from a corpus. A folder is complete, or a later build with the same inputs goes on
 * after the last shard that is; with other inputs it is refused.
 *
 * @param folder folder of the shards; created if it does not exist
 * @param tokenizer SHA-256 of the tokenizer
 * @param vocabulary vocabulary size: one more than the largest id
 * @param group number of documents of an example that belong together: 1, or 2 for pairs
 * @param marked whether loss marks are kept
 * @param recipe description of how examples become documents, which differs where the result would
 * @param tokensPerShard number of tokens at which a shard is closed
 */
public record ShardBuild(
        Path folder, String tokenizer, int vocabulary, int group, boolean marked, String recipe, long tokensPerShard) {
    private static final long TOKENS_PER_SHARD = 1L << 27;

    /** A listener to the progress of a build. */
    @FunctionalInterface
    public interface Progress {
        /** Reports the numbers of examples, documents and tokens done. */
        void done(long examples, long documents, long tokens);
    }

    public ShardBuild {
        if (group < 1 || tokensPerShard < 1 || tokensPerShard > 1 << 30) {
            throw new IllegalArgumentException(
                    "a group of %d documents and %d tokens a shard: from 1 on, and up to 2^30"
                            .formatted(group, tokensPerShard));
        }
    }

    /** Creates a build with shards of 2<sup>27</sup> tokens. */
    public static ShardBuild of(Path folder, Tokenizer tokenizer, int group, boolean marked, String recipe) {
        return new ShardBuild(
                folder, TokenizerHash.of(tokenizer), tokenizer.size(), group, marked, recipe, TOKENS_PER_SHARD);
    }

    /**
     * Tokenises the examples that are not done yet and writes their shards.
     *
     * @param encode returns the documents of an example, a multiple of {@code group}; none to leave it out
     * @throws FormatException if an example is malformed, or the folder was made from something else
     * @throws UncheckedIOException if a file can't be read or written
     */
    public <T> TokenShards run(Corpus<T> corpus, Function<T, List<TokenDocument>> encode, Progress progress) {
        try {
            Files.createDirectories(folder);
            ShardManifest manifest = begin(corpus.files());
            if (!manifest.complete()) {
                write(manifest, corpus, encode, progress);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return TokenShards.open(folder);
    }

    private ShardManifest begin(List<Path> files) {
        List<ShardManifest.Input> inputs =
                files.stream().map(file -> ShardManifest.Input.of(file, folder)).toList();
        String fullRecipe = recipe + (marked ? "; with loss marks" : "");
        ShardManifest fresh = new ShardManifest(
                tokenizer, vocabulary, group, fullRecipe, tokensPerShard, inputs, List.of(), 0, false);
        if (!Files.exists(folder.resolve(ShardManifest.FILE))) {
            return fresh;
        }
        ShardManifest earlier = ShardManifest.read(folder);
        refuseOther(earlier, fresh);
        for (ShardManifest.Shard shard : earlier.shards()) {
            TokenShards.open(folder, shard, earlier);
        }
        return earlier;
    }

    private void refuseOther(ShardManifest earlier, ShardManifest fresh) {
        if (earlier.with(List.of(), 0, false).equals(fresh)) {
            return;
        }
        String what = "settings";
        if (!earlier.tokenizer().equals(fresh.tokenizer())) {
            what = "another tokenizer";
        } else if (!earlier.recipe().equals(fresh.recipe())) {
            what = "another recipe (" + earlier.recipe() + ")";
        } else if (!earlier.inputs().equals(fresh.inputs())) {
            what = fresh.inputs().stream()
                    .filter(input -> !earlier.inputs().contains(input))
                    .findFirst()
                    .map(input -> "another content or set of files: " + input.file() + " is new or has changed")
                    .orElse("other input files, or these in another order");
        }
        throw new FormatException("The token shards in %s were made with %s; delete the folder or choose another one."
                .formatted(folder, what));
    }

    private <T> void write(
            ShardManifest begun, Corpus<T> corpus, Function<T, List<TokenDocument>> encode, Progress progress)
            throws IOException {
        ShardManifest manifest = begun;
        long documents = manifest.documents();
        long tokens = manifest.tokens();
        long examples = manifest.examples();
        try (Cursor<T> cursor = corpus.open()) {
            cursor.skip(examples);
            T example = cursor.next();
            while (example != null) {
                String name = "shard-%05d.tokens".formatted(manifest.shards().size());
                try (ShardWriter writer = new ShardWriter(folder.resolve(name), vocabulary, marked)) {
                    while (example != null && writer.tokens() < tokensPerShard) {
                        add(encoded(example, encode, examples), writer, examples);
                        progress.done(++examples, documents + writer.documents(), tokens + writer.tokens());
                        example = cursor.next();
                    }
                    documents += writer.documents();
                    tokens += writer.tokens();
                    writer.finish();
                    manifest = manifest.with(appended(manifest.shards(), name, writer), examples, example == null);
                }
                manifest.write(folder);
            }
        }
        if (!manifest.complete()) {
            manifest.with(manifest.shards(), examples, true).write(folder);
        }
    }

    private static <T> List<TokenDocument> encoded(T example, Function<T, List<TokenDocument>> encode, long before) {
        try {
            return encode.apply(example);
        } catch (FormatException e) {
            throw new FormatException("Example %d of the corpus: %s".formatted(before + 1, e.getMessage()), e);
        }
    }

    private void add(List<TokenDocument> documents, ShardWriter writer, long example) throws IOException {
        if (documents.size() % group != 0) {
            throw new IllegalArgumentException("example %d became %d documents, which groups of %d can't hold"
                    .formatted(example, documents.size(), group));
        }
        for (TokenDocument document : documents) {
            writer.add(document);
        }
    }

    private List<ShardManifest.Shard> appended(List<ShardManifest.Shard> shards, String name, ShardWriter writer) {
        List<ShardManifest.Shard> all = new ArrayList<>(shards);
        String hash = Sha256.unchecked(folder.resolve(name));
        all.add(new ShardManifest.Shard(name, writer.documents(), writer.tokens(), hash));
        return all;
    }
}
