package org.menura.agent.memory;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;

/**
 * An index of numbered texts in memory (Lucene), which scores all of them by BM25. Scores depend on what was added and not on when, so that a
 * run that rebuilds its memory recalls the same. Not thread-safe.
 */
final class TextIndex implements Closeable {
    private static final float K1 = 1.2f;
    private static final float B = 0.75f;
    private static final int MAX_TERMS = 1024; // of a query
    private static final String TEXT = "text";
    private static final String NUMBER = "number";
    private static final String ID = "id";

    private final Analyzer analyzer;
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final IndexWriter writer;
    private @Nullable DirectoryReader reader;
    private boolean deleted;

    TextIndex(TextAnalysis analysis) {
        analyzer = analysis.analyzer();
        try {
            writer = new IndexWriter(
                    directory,
                    new IndexWriterConfig(analyzer)
                            .setSimilarity(new BM25Similarity(K1, B))
                            .setMergeScheduler(new SerialMergeScheduler()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(int number, String text) {
        Document document = new Document();
        document.add(new TextField(TEXT, text, Field.Store.NO));
        document.add(new NumericDocValuesField(NUMBER, number));
        document.add(new StringField(ID, Integer.toString(number), Field.Store.NO));
        try {
            writer.addDocument(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(int number) {
        try {
            writer.deleteDocuments(new Term(ID, Integer.toString(number)));
            deleted = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Scores the texts by BM25 (k1 1.2, b 0.75).
     *
     * @param count of numbers given
     * @return scores by number; 0 where no term of the query stands in a text
     */
    double[] scores(String query, int count) {
        double[] out = new double[count];
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        TextAnalysis.terms(analyzer, TEXT, query).entrySet().stream()
                .limit(MAX_TERMS)
                .forEach(term -> any.add(query(term), BooleanClause.Occur.SHOULD));
        BooleanQuery all = any.build();
        if (all.clauses().isEmpty() || count == 0) {
            return out;
        }
        try {
            DirectoryReader now = reader();
            IndexSearcher searcher = new IndexSearcher(now);
            searcher.setSimilarity(new BM25Similarity(K1, B));
            ScoreDoc[] hits = searcher.search(all, count).scoreDocs;
            Arrays.sort(hits, Comparator.comparingInt(hit -> hit.doc));
            NumericDocValues numbers = MultiDocValues.getNumericValues(now, NUMBER);
            for (ScoreDoc hit : hits) {
                if (numbers != null && numbers.advanceExact(hit.doc)) {
                    out[(int) numbers.longValue()] = hit.score;
                }
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Query query(Map.Entry<String, Integer> term) {
        Query one = new TermQuery(new Term(TEXT, term.getKey()));
        return term.getValue() == 1 ? one : new BoostQuery(one, term.getValue());
    }

    private DirectoryReader reader() throws IOException {
        if (deleted) {
            // What is deleted would count in the statistics until segments happen to be merged.
            writer.forceMergeDeletes();
            deleted = false;
        }
        DirectoryReader last = reader;
        if (last == null) {
            last = DirectoryReader.open(writer);
        } else {
            DirectoryReader newer = DirectoryReader.openIfChanged(last, writer);
            if (newer != null) {
                last.close();
                last = newer;
            }
        }
        reader = last;
        return last;
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
            writer.close();
            directory.close();
            analyzer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
