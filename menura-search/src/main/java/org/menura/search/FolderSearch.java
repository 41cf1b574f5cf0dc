package org.menura.search;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.image.ImageFiles;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;
import org.menura.generate.session.ContextOverflowException;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Backend;

/**
 * A similarity search over the images, the audio files and the passages of texts in a folder, by a text, an image or
 * audio. Texts are split into {@linkplain Passage passages} as long as the model's context. Embeddings are kept in an
 * index, which {@link #update} brings up to date: what is new or changed is embedded, what is gone is forgotten.
 * Interrupted, it goes on where it was. Not thread-safe.
 */
public final class FolderSearch implements Closeable {
    /** The default name of the index in a folder. */
    public static final String HIDDEN = ".menura-search";

    private static final int COMMIT_AFTER = 64; // files
    private static final long COMMIT_NANOS = 10_000_000_000L;
    private static final int MOST_TEXT = 1 << 24; // bytes of a text file that are read

    private final Path folder;
    private final Embedder embedder;
    private final MediaIndex index;

    /** A listener to the progress of an update. */
    public interface Listener {
        /** Reports that {@code done} of {@code of} files that are new or changed are embedded. */
        void progressed(int done, int of);

        /** Reports a file that cannot be embedded, and is left out until it changes. */
        void skipped(Path file, RuntimeException why);
    }

    /**
     * The result of an update, as numbers of files.
     *
     * @param files number of files that can be found now
     * @param embedded number of new and changed ones among them
     * @param removed number of files that are gone
     * @param skipped number of files that could not be embedded, now or before
     */
    public record Update(int files, int embedded, int removed, int skipped) {}

    private FolderSearch(Path folder, Embedder embedder, MediaIndex index) {
        this.folder = folder;
        this.embedder = embedder;
        this.index = index;
    }

    /**
     * Opens a folder with an embedding model.
     *
     * @param index file of the index of embeddings; null for {@link #HIDDEN} in the folder
     * @throws FormatException if the model embeds nothing, or the index cannot be used
     * @throws IOException if the folder is none, or the index cannot be written
     */
    public static FolderSearch open(Path folder, @Nullable Path index, Path model, Backend ops) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new FormatException(folder + " is not a folder");
        }
        Embedder embedder = Embedder.open(model, null, true, ops);
        return open(folder, index, embedder, Fingerprint.of(ModelSource.open(model)));
    }

    static FolderSearch open(Path folder, @Nullable Path index, Embedder embedder, String model) throws IOException {
        Path place = index == null ? folder.resolve(HIDDEN) : index;
        return new FolderSearch(folder, embedder, MediaIndex.open(place, model));
    }

    /** Returns the embedder of files and queries. */
    public Embedder embedder() {
        return embedder;
    }

    /** Updates the index from the folder. */
    public Update update(Listener listener) throws IOException {
        SortedMap<String, MediaFile> there = MediaFile.in(folder, embedder.kinds());
        Map<String, MediaFile.Stamp> known = index.stamps();
        int removed = 0;
        for (String name : known.keySet()) {
            if (!there.containsKey(name)) {
                index.remove(name);
                removed++;
            }
        }
        List<MediaFile> changed = new ArrayList<>();
        for (MediaFile file : there.values()) {
            if (!file.stamp().equals(known.get(file.name()))) {
                changed.add(file);
            }
        }
        int skipped = 0;
        long committed = System.nanoTime();
        for (int i = 0; i < changed.size(); i++) {
            List<MediaIndex.Entry> entries = List.of();
            try {
                entries = embed(changed.get(i));
            } catch (FormatException | IllegalArgumentException | ContextOverflowException | UncheckedIOException e) {
                listener.skipped(changed.get(i).path(), e);
                skipped++;
            }
            index.put(changed.get(i), entries);
            if ((i + 1) % COMMIT_AFTER == 0 || System.nanoTime() - committed > COMMIT_NANOS) {
                index.commit();
                committed = System.nanoTime();
            }
            listener.progressed(i + 1, changed.size());
        }
        index.commit();
        int all = index.unreadable();
        return new Update(there.size() - all, changed.size() - skipped, removed, all);
    }

    private List<MediaIndex.Entry> embed(MediaFile file) {
        return switch (file.kind()) {
            case IMAGE -> List.of(entry(embedder.image(ImageFiles.read(file.path())), null));
            case SOUND -> List.of(entry(embedder.sound(file.path()), null));
            case TEXT -> {
                Embedder documents = embedder.ofDocuments();
                List<Passage> passages = Passage.of(read(file.path()), documents);
                List<float[]> vectors =
                        documents.texts(passages.stream().map(Passage::text).toList());
                List<MediaIndex.Entry> entries = new ArrayList<>();
                for (int i = 0; i < vectors.size(); i++) {
                    entries.add(entry(vectors.get(i), passages.get(i)));
                }
                yield entries;
            }
        };
    }

    private static MediaIndex.Entry entry(float[] vector, @Nullable Passage passage) {
        return new MediaIndex.Entry(finite(Embedder.unit(vector)), passage);
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_TEXT);
            boolean cut = bytes.length == MOST_TEXT;
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var text = CharBuffer.allocate(bytes.length);
            // Only a text that was cut may end within a character.
            var result = decoder.decode(rest, text, !cut);
            if (result.isError()) {
                result.throwException();
            }
            String out = text.flip().toString();
            if (out.isBlank()) {
                throw new FormatException(file + " holds no text");
            }
            return out;
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " holds no UTF-8 text", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] finite(float[] vector) {
        for (float v : vector) {
            if (!Float.isFinite(v)) {
                throw new IllegalArgumentException("the model makes no finite numbers of it");
            }
        }
        return vector;
    }

    /**
     * Finds what is most similar to a query: images, audio files and passages of texts, of which no two overlap.
     *
     * @param query embedding of the query, of the same model
     * @param top most hits to return
     * @param kind null for files of all kinds
     */
    public List<Hit> find(float[] query, int top, @Nullable EmbeddedKind kind) throws IOException {
        if (top < 1) {
            throw new IllegalArgumentException("at least one hit must be asked for, not " + top);
        }
        return index.nearest(finite(Embedder.unit(query.clone())), top, kind);
    }

    @Override
    public void close() {
        index.close();
    }
}
