package org.menura.conference.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/** An index of texts in memory, searched by words (BM25 over English stems). */
final class TextIndex {
    private static final String ID = "id";
    private static final String TEXT = "text";
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final EnglishAnalyzer analyzer = new EnglishAnalyzer();
    private final IndexSearcher searcher;

    /** Creates an index of texts by their ids. */
    TextIndex(Map<String, String> texts) throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (Map.Entry<String, String> e : texts.entrySet()) {
                Document d = new Document();
                d.add(new StringField(ID, e.getKey(), Field.Store.YES));
                d.add(new TextField(TEXT, e.getValue(), Field.Store.NO));
                writer.addDocument(d);
            }
        }
        searcher = new IndexSearcher(DirectoryReader.open(directory));
    }

    /** Returns the ids of the texts that match best, best first; ties in the order of the ids. */
    List<String> search(String query, int most) throws IOException {
        BooleanQuery.Builder words = new BooleanQuery.Builder();
        Set<String> seen = new HashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(TEXT, query)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                String word = term.toString();
                if (seen.add(word)) {
                    words.add(new TermQuery(new Term(TEXT, word)), BooleanClause.Occur.SHOULD);
                }
            }
            tokens.end();
        }
        List<ScoreDoc> hits = new ArrayList<>(List.of(searcher.search(words.build(), Math.max(1, most * 2)).scoreDocs));
        List<String> out = new ArrayList<>();
        for (ScoreDoc hit : hits) {
            String id = searcher.storedFields().document(hit.doc).get(ID);
            if (id != null && out.size() < most) {
                out.add(id);
            }
        }
        return out;
    }
}
