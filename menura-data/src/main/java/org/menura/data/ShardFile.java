package org.menura.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;

/** A shard of tokens (see {@link ShardLayout}), mapped into memory. */
final class ShardFile implements Documents {
    private static final String MEND = "; delete the folder and tokenise the corpus again";

    private final MemorySegment bytes;
    private final String source;
    private final ShardLayout layout;
    private final ShardMedia media;

    private ShardFile(MemorySegment bytes, String source, ShardLayout layout, ShardMedia media) {
        this.bytes = bytes;
        this.source = source;
        this.layout = layout;
        this.media = media;
    }

    /**
     * Maps a shard.
     *
     * @throws FormatException if it is no shard, or damaged
     */
    static ShardFile open(Path file) {
        return of(MappedFile.map(file), file);
    }

    /** A shard in memory. */
    static ShardFile of(MemorySegment bytes, Path file) {
        String source = file.toString();
        ShardLayout layout = layout(bytes, source);
        ShardMedia media = ShardMedia.read(bytes.asSlice(layout.media(), layout.mediaBytes()), file);
        ShardFile shard = new ShardFile(bytes, source, layout, media);
        long before = shard.offset(0);
        if (before != 0 || shard.offset(layout.documents()) != layout.tokens()) {
            throw damaged(source, "its documents don't cover its tokens");
        }
        for (long d = 1; d <= layout.documents(); d++) {
            long offset = shard.offset(d);
            if (offset < before || offset - before > Integer.MAX_VALUE - 8) {
                throw damaged(source, "document %d has an impossible length".formatted(d - 1));
            }
            before = offset;
        }
        for (long d : media.documents()) {
            if (d >= layout.documents() || media.of(d).end() > shard.length(d)) {
                throw damaged(source, "it tells of pictures or sounds outside of its documents");
            }
        }
        return shard;
    }

    private static ShardLayout layout(MemorySegment bytes, String source) {
        long size = bytes.byteSize();
        if (size < ShardLayout.HEADER) {
            throw damaged(source, "it has %d bytes, fewer than the header of a shard of tokens".formatted(size));
        }
        if (bytes.get(ShardLayout.LONG, 0) != ShardLayout.MAGIC) {
            throw damaged(source, "it is no shard of tokens");
        }
        if (bytes.get(ShardLayout.INT, 8) != ShardLayout.VERSION) {
            throw new FormatException(
                    "%s has version %d of the layout of token shards, but %d is read; tokenise the corpus again."
                            .formatted(source, bytes.get(ShardLayout.INT, 8), ShardLayout.VERSION));
        }
        int width = bytes.get(ShardLayout.INT, 12);
        int flags = bytes.get(ShardLayout.INT, 16);
        int vocabulary = bytes.get(ShardLayout.INT, 20);
        long documents = bytes.get(ShardLayout.LONG, 24);
        long tokens = bytes.get(ShardLayout.LONG, 32);
        long media = bytes.get(ShardLayout.LONG, 40);
        boolean known = (width == Short.BYTES || width == Integer.BYTES)
                && (flags & ~(ShardLayout.MARKED | ShardLayout.SEEING)) == 0
                && media > 0 == ((flags & ShardLayout.SEEING) != 0);
        boolean fits = tokens >= 0 && tokens <= size && documents >= 0 && documents <= size && vocabulary > 0;
        fits &= media >= 0 && media <= size;
        if (!known || !fits) {
            throw damaged(source, "its header makes no sense");
        }
        ShardLayout layout =
                new ShardLayout(width, (flags & ShardLayout.MARKED) != 0, vocabulary, documents, tokens, media);
        if (layout.size() != size) {
            throw damaged(source, "it has %d bytes, but its header calls for %d".formatted(size, layout.size()));
        }
        return layout;
    }

    private static FormatException damaged(String source, String what) {
        return new FormatException(source + " is damaged: " + what + MEND + ".");
    }

    private long offset(long document) {
        return bytes.get(ShardLayout.LONG, layout.offsets() + document * Long.BYTES);
    }

    ShardLayout layout() {
        return layout;
    }

    @Override
    public long count() {
        return layout.documents();
    }

    @Override
    public int length(long document) {
        return (int) (offset(document + 1) - offset(document));
    }

    @Override
    public PlacedMedia media(long document) {
        return media.of(document);
    }

    @Override
    public TokenDocument slice(long document, int from, int to) {
        if (document < 0 || document >= count() || from < 0 || to < from || to > length(document)) {
            throw new IndexOutOfBoundsException(
                    "tokens %d to %d of document %d of %s".formatted(from, to, document, source));
        }
        long start = offset(document) + from;
        int[] ids = new int[to - from];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = id(start + i);
            if (Integer.compareUnsigned(ids[i], layout.vocabulary()) >= 0) {
                throw damaged(
                        source,
                        "document %d holds the id %d, outside of the vocabulary of %d"
                                .formatted(document, Integer.toUnsignedLong(ids[i]), layout.vocabulary()));
            }
        }
        PlacedMedia inside = media.of(document).slice(from, to);
        if (!layout.marked()) {
            return new TokenDocument(ids, null, inside);
        }
        boolean[] learned = new boolean[ids.length];
        for (int i = 0; i < learned.length; i++) {
            byte eight = bytes.get(ValueLayout.JAVA_BYTE, layout.marks() + ((start + i) >>> 3));
            learned[i] = (eight >>> ((start + i) & 7) & 1) != 0;
        }
        return new TokenDocument(ids, learned, inside);
    }

    private int id(long token) {
        return layout.width() == Short.BYTES
                ? Short.toUnsignedInt(bytes.get(ShardLayout.SHORT, ShardLayout.HEADER + token * Short.BYTES))
                : bytes.get(ShardLayout.INT, ShardLayout.HEADER + token * Integer.BYTES);
    }
}
