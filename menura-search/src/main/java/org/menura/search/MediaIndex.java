package org.menura.search;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.embed.EmbeddedKind;

/**
 * Embeddings of files in a folder of its own: a Lucene index with a vector for each picture, sound and passage, searched through a graph of neighbours
 * (HNSW, arXiv 1603.09320). What was committed survives whatever happens afterwards. One process writes at a time.
 */
final class MediaIndex implements Closeable {
    private static final String MODEL = "model";
    private static final String NAME = "name";
    private static final String KIND = "kind";
    private static final String SIZE = "size";
    private static final String MODIFIED = "modified";
    private static final String VECTOR = "vector";
    private static final String FAILED = "failed";
    private static final String FIRST = "first";
    private static final String LAST = "last";
    private static final String TEXT = "text";

    /** Stands before the model's name; indexes of whole files had none. */
    private static final String FORMAT = "passages ";

    /** Neighbours that are looked at beyond those asked for: the more, the surer none is missed. */
    private static final int MORE = 100;

    private final Path folder;
    private final FSDirectory directory;
    private final IndexWriter writer;
    private final String model;

    private MediaIndex(Path folder, FSDirectory directory, IndexWriter writer, String model) {
        this.folder = folder;
        this.directory = directory;
        this.writer = writer;
        this.model = FORMAT + model;
    }

    /**
     * Opens an index, or begins one. What was embedded by another model is forgotten.
     *
     * @param model says which model the vectors are of
     * @throws FormatException if the folder holds something else, the index is damaged or another process writes it
     */
    static MediaIndex open(Path folder, String model) throws IOException {
        Files.createDirectories(folder);
        FSDirectory directory = FSDirectory.open(folder);
        try {
            if (!DirectoryReader.indexExists(directory)) {
                refuseOthers(folder);
            }
            MediaIndex index = new MediaIndex(folder, directory, new IndexWriter(directory, config()), model);
            try {
                index.keepOnlyOwn();
            } catch (IOException | RuntimeException e) {
                index.writer.rollback();
                throw e;
            }
            return index;
        } catch (LockObtainFailedException e) {
            directory.close();
            throw new FormatException(
                    "another process writes the index %s; wait until it is done".formatted(folder), e);
        } catch (CorruptIndexException | IndexFormatTooNewException | IndexFormatTooOldException e) {
            directory.close();
            throw new FormatException(
                    "the index %s is damaged or of another release; delete that folder, and it is made anew"
                            .formatted(folder),
                    e);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static void refuseOthers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            // What an index leaves that was killed before its first commit.
            boolean own = files.map(f -> f.getFileName().toString())
                    .allMatch(n -> n.equals("write.lock") || n.startsWith("_") || n.contains("segments"));
            if (!own) {
                throw new FormatException(folder + " holds other files and no index; name an empty folder");
            }
        }
    }

    private static IndexWriterConfig config() {
        // Merging on this thread gives the same graph each time.
        return new IndexWriterConfig()
                .setCommitOnClose(false)
                .setMergeScheduler(new SerialMergeScheduler())
                .setCodec(new Lucene104Codec() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                        return new WideVectors();
                    }
                });
    }

    /** Lucene's vectors, of any width: without this they end at 1,024 numbers. */
    private static final class WideVectors extends KnnVectorsFormat {
        private static final int WIDEST = 1 << 14;

        private final KnnVectorsFormat usual = new Lucene99HnswVectorsFormat();

        WideVectors() {
            super("Lucene99HnswVectorsFormat"); // by which files name what reads them
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return usual.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return usual.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return WIDEST;
        }
    }

    private void keepOnlyOwn() throws IOException {
        String before = null;
        if (writer.getLiveCommitData() != null) {
            for (Map.Entry<String, String> e : writer.getLiveCommitData()) {
                before = e.getKey().equals(MODEL) ? e.getValue() : before;
            }
        }
        if (!model.equals(before)) {
            writer.deleteAll();
            commit();
        }
    }

    /** What is known of each file by its name. */
    Map<String, MediaFile.Stamp> stamps() throws IOException {
        Map<String, MediaFile.Stamp> out = new HashMap<>();
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            Bits live = MultiBits.getLiveDocs(reader);
            StoredFields stored = reader.storedFields();
            for (int i = 0; i < reader.maxDoc(); i++) {
                if (live == null || live.get(i)) {
                    Document d = stored.document(i);
                    out.put(d.get(NAME), new MediaFile.Stamp(number(d, SIZE), number(d, MODIFIED)));
                }
            }
        }
        return out;
    }

    private static long number(Document d, String field) {
        Number n = d.getField(field) == null ? null : d.getField(field).numericValue();
        return n == null ? -1 : n.longValue();
    }

    /**
     * A vector of a file.
     *
     * @param vector of length 1
     * @param passage what of a text it stands for; null for other kinds
     */
    record Entry(float[] vector, @Nullable Passage passage) {}

    /**
     * Takes a file in, in place of what was known of it.
     *
     * @param entries none for a file that cannot be embedded, which is known but never found
     */
    void put(MediaFile file, List<Entry> entries) throws IOException {
        List<Document> documents = new ArrayList<>();
        for (Entry entry : entries) {
            Document d = document(file);
            d.add(new KnnFloatVectorField(VECTOR, entry.vector, VectorSimilarityFunction.DOT_PRODUCT));
            Passage passage = entry.passage;
            if (passage != null) {
                d.add(new StoredField(FIRST, (long) passage.first()));
                d.add(new StoredField(LAST, (long) passage.last()));
                d.add(new StoredField(TEXT, passage.text()));
            }
            documents.add(d);
        }
        if (entries.isEmpty()) {
            Document d = document(file);
            d.add(new StringField(FAILED, "", Field.Store.NO));
            documents.add(d);
        }
        writer.updateDocuments(new Term(NAME, file.name()), documents);
    }

    private static Document document(MediaFile file) {
        Document d = new Document();
        d.add(new StringField(NAME, file.name(), Field.Store.YES));
        d.add(new StringField(KIND, file.kind().name(), Field.Store.YES));
        d.add(new StoredField(SIZE, file.stamp().size()));
        d.add(new StoredField(MODIFIED, file.stamp().modified()));
        return d;
    }

    void remove(String name) throws IOException {
        writer.deleteDocuments(new Term(NAME, name));
    }

    /** Files that are known but cannot be found. */
    int unreadable() throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            return new IndexSearcher(reader).count(new TermQuery(new Term(FAILED, "")));
        }
    }

    /** Makes what was put and removed last. */
    void commit() throws IOException {
        writer.setLiveCommitData(Map.of(MODEL, model).entrySet());
        writer.commit();
    }

    /**
     * What is closest to a vector, closest first; the same distance in the order of names. Of passages that overlap, the
     * closest.
     *
     * @param query of length 1
     * @param kind null for all
     */
    List<Hit> nearest(float[] query, int top, @Nullable EmbeddedKind kind) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            checkWidth(reader, query.length);
            Query filter = kind == null ? null : new TermQuery(new Term(KIND, kind.name()));
            int count = Math.max(1, Math.min(top + MORE, reader.maxDoc()));
            ScoreDoc[] found = new IndexSearcher(reader)
                    .search(new KnnFloatVectorQuery(VECTOR, query, count, filter), count)
                    .scoreDocs;
            StoredFields stored = reader.storedFields();
            List<Hit> hits = new ArrayList<>();
            for (ScoreDoc s : found) {
                Document d = stored.document(s.doc);
                String text = d.get(TEXT);
                Passage passage =
                        text == null ? null : new Passage((int) number(d, FIRST), (int) number(d, LAST), text);
                // Lucene's scores are in [0, 1].
                hits.add(new Hit(d.get(NAME), EmbeddedKind.valueOf(d.get(KIND)), passage, 2 * s.score - 1));
            }
            List<Hit> best = new ArrayList<>();
            for (Hit hit : hits.stream().sorted().toList()) {
                if (best.size() < top && best.stream().noneMatch(hit::overlaps)) {
                    best.add(hit);
                }
            }
            return best;
        }
    }

    private void checkWidth(DirectoryReader reader, int width) {
        for (LeafReaderContext leaf : reader.leaves()) {
            var field = leaf.reader().getFieldInfos().fieldInfo(VECTOR);
            if (field != null && field.getVectorDimension() != width) {
                throw new FormatException("the index %s holds vectors of %d numbers, not %d; delete that folder"
                        .formatted(folder, field.getVectorDimension(), width));
            }
        }
    }

    @Override
    public void close() {
        try {
            writer.rollback();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
