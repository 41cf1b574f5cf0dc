package org.menura.agent.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** How texts become terms of an index. */
public enum TextAnalysis {
    /** Words (UAX #29) in lower case, of any language. */
    STANDARD(StandardAnalyzer::new),
    /** Stems of English words (Porter), without stop words. */
    ENGLISH(EnglishAnalyzer::new),
    /** Stems of French words, without stop words. */
    FRENCH(FrenchAnalyzer::new),
    /** Stems of German words, without stop words. */
    GERMAN(GermanAnalyzer::new),
    /** Stems of Italian words, without stop words. */
    ITALIAN(ItalianAnalyzer::new),
    /** Stems of Portuguese words, without stop words. */
    PORTUGUESE(PortugueseAnalyzer::new),
    /** Stems of Spanish words, without stop words. */
    SPANISH(SpanishAnalyzer::new);

    private final Supplier<Analyzer> maker;

    TextAnalysis(Supplier<Analyzer> maker) {
        this.maker = maker;
    }

    Analyzer analyzer() {
        return maker.get();
    }

    /** Returns the terms of a text with how often each stands there, in order of their first place. */
    static Map<String, Integer> terms(Analyzer analyzer, String field, String text) {
        Map<String, Integer> out = new LinkedHashMap<>();
        try (TokenStream tokens = analyzer.tokenStream(field, text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                out.merge(term.toString(), 1, Integer::sum);
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
