package org.menura.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/**
 * A tokenised corpus on disk: {@code manifest.json} and files {@code shard-NNNNN.tokens}, mapped into memory. A shard
 * holds a header, the ids of its documents behind each other in 2 or 4 bytes each, loss marks as bits if there are any,
 * and the documents' offsets. Written by {@link ShardBuild}.
 */
public final class TokenShards implements Documents {
    private final Path folder;
    private final ShardManifest manifest;
    private final List<ShardFile> shards;
    private final long[] starts;

    private TokenShards(Path folder, ShardManifest manifest, List<ShardFile> shards) {
        this.folder = folder;
        this.manifest = manifest;
        this.shards = shards;
        this.starts = new long[shards.size() + 1];
        for (int i = 0; i < shards.size(); i++) {
            starts[i + 1] = starts[i] + shards.get(i).count();
        }
    }

    /**
     * Opens a folder of token shards. Sizes and offsets are checked, contents are not: see {@link #verify}.
     *
     * @throws FormatException if it is incomplete or damaged
     */
    public static TokenShards open(Path folder) {
        if (!Files.isRegularFile(folder.resolve(ShardManifest.FILE))) {
            throw new FormatException(folder + " holds no token shards: it has no " + ShardManifest.FILE + ".");
        }
        ShardManifest manifest = ShardManifest.read(folder);
        if (!manifest.complete()) {
            throw new FormatException(
                    folder + " holds a part of its corpus only: tokenise it again, which goes on where it stopped.");
        }
        List<ShardFile> shards = new ArrayList<>();
        for (ShardManifest.Shard shard : manifest.shards()) {
            shards.add(open(folder, shard, manifest));
        }
        return new TokenShards(folder, manifest, shards);
    }

    static ShardFile open(Path folder, ShardManifest.Shard shard, ShardManifest manifest) {
        Path file = folder.resolve(shard.file());
        if (!Files.isRegularFile(file)) {
            throw new FormatException(
                    "The shard %s is missing; delete the folder and tokenise the corpus again.".formatted(file));
        }
        ShardFile opened = ShardFile.open(file);
        ShardLayout layout = opened.layout();
        if (layout.documents() != shard.documents()
                || layout.tokens() != shard.tokens()
                || layout.vocabulary() != manifest.vocabulary()) {
            throw new FormatException(
                    "%s is not the shard that %s speaks of; delete the folder and tokenise the corpus again."
                            .formatted(file, ShardManifest.FILE));
        }
        return opened;
    }

    /** Returns the manifest of the shards. */
    public ShardManifest manifest() {
        return manifest;
    }

    /** Returns the number of tokens. */
    public long tokens() {
        return manifest.tokens();
    }

    @Override
    public long count() {
        return starts[starts.length - 1];
    }

    @Override
    public int length(long document) {
        int shard = shard(document);
        return shards.get(shard).length(document - starts[shard]);
    }

    @Override
    public PlacedMedia media(long document) {
        int shard = shard(document);
        return shards.get(shard).media(document - starts[shard]);
    }

    @Override
    public TokenDocument slice(long document, int from, int to) {
        int shard = shard(document);
        return shards.get(shard).slice(document - starts[shard], from, to);
    }

    private int shard(long document) {
        if (document < 0 || document >= count()) {
            throw new IndexOutOfBoundsException("document %d of %d in %s".formatted(document, count(), folder));
        }
        int found = Arrays.binarySearch(starts, document);
        int shard = found >= 0 ? found : -found - 2;
        while (starts[shard + 1] == document) { // shards without documents
            shard++;
        }
        return shard;
    }

    /**
     * Verifies all shards against the hashes of the manifest.
     *
     * @throws FormatException if one has changed
     */
    public void verify() {
        for (ShardManifest.Shard shard : manifest.shards()) {
            Path file = folder.resolve(shard.file());
            if (!Sha256.unchecked(file).equals(shard.sha256())) {
                throw new FormatException(
                        file + " has changed since it was written; delete the folder and tokenise the corpus again.");
            }
        }
    }

    /**
     * Verifies all input files of the shards against the hashes of the manifest.
     *
     * @throws FormatException if one is missing or has changed
     */
    public void verifyInputs() {
        for (ShardManifest.Input input : manifest.inputs()) {
            Path file = input.path(folder);
            if (!Files.isRegularFile(file)) {
                throw new FormatException("%s, from which %s was made, is missing.".formatted(file, folder));
            }
            if (!Sha256.unchecked(file).equals(input.sha256())) {
                throw new FormatException(
                        "%s has changed since %s was made from it; delete the folder and tokenise it again."
                                .formatted(file, folder));
            }
        }
    }

    /**
     * Checks that the shards were made with a given tokenizer.
     *
     * @param sha256 see {@link TokenizerHash}
     * @throws FormatException if they are
     */
    public void requireTokenizer(String sha256) {
        if (!manifest.tokenizer().equals(sha256)) {
            throw new FormatException(
                    folder + " was made with another tokenizer than the model's; tokenise the corpus again.");
        }
    }
}
