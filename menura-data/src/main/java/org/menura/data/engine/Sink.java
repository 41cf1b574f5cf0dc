package org.menura.data.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.data.dolma.DolmaFiles;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.Options;
import org.menura.data.source.Compression;

/**
 * Where a plan's results go.
 *
 * @param name what files are called, or the attributes
 * @param folder of the results; for attributes null if they go beside their documents
 * @param shards number of files; rows are divided by their identities
 * @param most bytes of inputs whose documents go into one file, where files are joined
 * @param embedded whether documents get their attributes as a field
 * @param bare whether a field {@code attributes} that documents have is taken off
 * @param provenance whether documents get {@code metadata.provenance}: file and number of the row, as by Dolma's mixer
 */
record Sink(
        Kind kind,
        String name,
        @Nullable Path folder,
        int shards,
        Compression compression,
        long most,
        boolean embedded,
        boolean bare,
        boolean provenance) {
    enum Kind {
        /** Documents sorted by identity. */
        SORTED,
        /** Documents in the files and the order of the input. */
        MIRRORED,
        /** Documents in the order of the input, inputs one after the other joined to files. */
        JOINED,
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
        boolean inOrder = options.choice("order", "identity", List.of("identity", "input"))
                .equals("input");
        boolean joined = options.has("max_bytes");
        if (joined && !inOrder) {
            throw options.error("max_bytes", "goes with order: input; sorted rows are divided by shards");
        }
        if (inOrder && options.has("shards")) {
            throw options.error("shards", "goes with order: identity");
        }
        boolean provenance = options.flag("provenance", false);
        if (provenance && !inOrder) {
            throw options.error("provenance", "goes with order: input, as it says where rows were");
        }
        return new Sink(
                joined ? Kind.JOINED : inOrder ? Kind.MIRRORED : Kind.SORTED,
                options.text("name", "part"),
                options.path("documents"),
                (int) options.whole("shards", 1, 1, MOST_SHARDS),
                Compression.named(options.choice("compression", "gz", Compression.names())),
                options.whole("max_bytes", Long.MAX_VALUE, 1, Long.MAX_VALUE),
                options.flag("embed_attributes", false),
                options.flag("discard_attributes", false),
                provenance);
    }

    private static Sink attributes(Options options) {
        String name = options.text("attributes");
        if (!name.matches("[^/\\\\]+")) {
            throw options.error("attributes", "is a name of a folder, not a path");
        }
        Path folder = options.has("path") ? options.path("path") : null;
        return new Sink(Kind.ATTRIBUTES, name, folder, 1, Compression.NONE, 0, false, false, false);
    }

    /** The file into which a row of a sorted sink goes: equal shares of all identities. */
    int shard(RowId id) {
        return (int) ((id.a() >>> 32) * shards >>> 32);
    }

    /** Whether rows are written by the tasks that read them, a file for each input. */
    boolean isMirrored() {
        return kind == Kind.MIRRORED || kind == Kind.ATTRIBUTES;
    }

    /** The number of files that are written once all rows are known; none if each input has its own. */
    int files(List<Input> inputs) {
        return switch (kind) {
            case SORTED -> shards;
            case JOINED -> joined(inputs).size();
            case MIRRORED, ATTRIBUTES -> 0;
        };
    }

    /** The numbers of the inputs whose documents go into one file, as Dolma's mixer divides them. */
    List<List<Integer>> joined(List<Input> inputs) {
        List<List<Integer>> files = new ArrayList<>();
        long size = 0;
        for (int i = 0; i < inputs.size(); i++) {
            long bytes = inputs.get(i).bytes();
            size += bytes;
            if (files.isEmpty() || size > most && bytes > 0) {
                files.add(new ArrayList<>());
                size = bytes;
            }
            files.getLast().add(i);
        }
        return files;
    }

    /** The folder of documents: one called so, if the plan's is not in one already. */
    private Path documents() {
        Path root = Objects.requireNonNull(folder);
        for (Path part : root.toAbsolutePath().normalize()) {
            if (part.toString().equals("documents")) {
                return root;
            }
        }
        return root.resolve("documents");
    }

    /** The folder of the record of a run. */
    Path ledger() {
        Path root = Objects.requireNonNull(folder);
        return documents().equals(root) || kind == Kind.ATTRIBUTES
                ? root.resolveSibling(root.getFileName() + ".ledger")
                : root.resolve("ledger");
    }

    /** The file of a number, of those that are written once all rows are known. */
    Path file(int number) {
        String digits = kind == Kind.JOINED ? "%s-%04d" : "%s-%05d";
        return documents().resolve(digits.formatted(name, number) + ".jsonl" + compression.suffix());
    }

    /** The file that is written in the place of an input. */
    Path file(Input input) {
        if (kind == Kind.ATTRIBUTES && folder == null) {
            return DolmaFiles.attributes(input.file(), name);
        }
        String relative = input.relative();
        if (kind == Kind.ATTRIBUTES) {
            return Objects.requireNonNull(folder).resolve(relative);
        }
        boolean isLines = relative.matches("(?i).*\\.(jsonl|json)(\\.gz|\\.zst)?");
        return documents().resolve(isLines ? relative : relative + ".jsonl.gz");
    }
}
