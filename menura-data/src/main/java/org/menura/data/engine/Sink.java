package org.menura.data.engine;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.Options;
import org.menura.data.source.Compression;

/**
 * Where a plan's results go.
 *
 * @param name what files are called, or the attributes
 * @param folder of the results; for attributes null if they go beside their documents
 * @param shards number of files; rows are divided by their identities
 * @param embedded whether documents get their attributes as a field
 */
record Sink(Kind kind, String name, @Nullable Path folder, int shards, Compression compression, boolean embedded) {
    enum Kind {
        /** Documents sorted by identity. */
        SORTED,
        /** Documents in the files and the order of the input. */
        MIRRORED,
        /** Attributes in the files and the order of the input. */
        ATTRIBUTES
    }

    private static final int MOST_SHARDS = 1 << 16;

    static Sink of(Options options) {
        if (options.has("documents") == options.has("attributes")) {
            throw options.located("names documents, a folder, or attributes, the name of a set: one of them");
        }
        Sink sink = options.has("documents") ? documents(options) : attributes(options);
        options.finish();
        return sink;
    }

    private static Sink documents(Options options) {
        boolean mirrored = options.choice("order", "identity", List.of("identity", "input"))
                .equals("input");
        Path folder = options.path("documents");
        String name = mirrored ? "part" : options.text("name", "part");
        int shards = mirrored ? 1 : (int) options.whole("shards", 1, 1, MOST_SHARDS);
        return new Sink(
                mirrored ? Kind.MIRRORED : Kind.SORTED,
                name,
                folder,
                shards,
                Compression.named(options.choice("compression", "gz", Compression.names())),
                options.flag("embed_attributes", false));
    }

    private static Sink attributes(Options options) {
        String name = options.text("attributes");
        if (!name.matches("[^/\\\\]+")) {
            throw options.error("attributes", "is a name of a folder, not a path");
        }
        Path folder = options.has("path") ? options.path("path") : null;
        return new Sink(Kind.ATTRIBUTES, name, folder, 1, Compression.NONE, false);
    }

    /** The file into which a row of a sorted sink goes: equal shares of all identities. */
    int shard(RowId id) {
        return (int) ((id.a() >>> 32) * shards >>> 32);
    }

    /** The file of a shard of a sorted sink. */
    Path file(int shard) {
        Path root = java.util.Objects.requireNonNull(folder);
        return root.resolve("documents").resolve("%s-%05d.jsonl%s".formatted(name, shard, compression.suffix()));
    }

    /** The file that is written in the place of an input. */
    Path file(Input input) {
        if (kind == Kind.ATTRIBUTES && folder == null) {
            return org.menura.data.dolma.DolmaFiles.attributes(input.file(), name);
        }
        Path root = java.util.Objects.requireNonNull(folder);
        String relative = input.relative();
        if (kind == Kind.ATTRIBUTES) {
            return root.resolve(relative);
        }
        boolean isLines = relative.matches("(?i).*\\.(jsonl|json)(\\.gz|\\.zst)?");
        return root.resolve("documents").resolve(isLines ? relative : relative + ".jsonl.gz");
    }
}
