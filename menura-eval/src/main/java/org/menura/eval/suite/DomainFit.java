package org.menura.eval.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.EvalModel;

/**
 * How well a model fits the texts of domains, in bits per byte (Paloma, Magnusson et al. 2023): a figure that does not depend on the
 * tokenizer.
 *
 * @param domains by name
 */
public record DomainFit(Map<String, Domain> domains) {
    /**
     * A domain.
     *
     * @param logLikelihood the sum over its texts, in nats
     * @param bytes of its texts in UTF-8
     * @param error the standard error of bits per byte over texts, as a ratio of sums (delta method)
     */
    public record Domain(int texts, long bytes, double logLikelihood, double error) {
        /** Returns bits per byte. */
        public double bitsPerByte() {
            return -logLikelihood / bytes / Math.log(2);
        }

        /** Returns the perplexity of a byte. */
        public double bytePerplexity() {
            return Math.exp(-logLikelihood / bytes);
        }
    }

    /** Measures a model on the texts of domains. */
    public static DomainFit measure(EvalModel model, Map<String, List<String>> texts, AnswerSink<Double> sink) {
        List<String> all = new ArrayList<>();
        texts.values().forEach(t -> t.stream().filter(s -> !s.isEmpty()).forEach(all::add));
        List<Double> values = model.rollingLogLikelihoods(all, sink);
        Map<String, Domain> out = new LinkedHashMap<>();
        int at = 0;
        for (Map.Entry<String, List<String>> domain : texts.entrySet()) {
            List<String> some =
                    domain.getValue().stream().filter(s -> !s.isEmpty()).toList();
            out.put(domain.getKey(), domain(some, values.subList(at, at + some.size())));
            at += some.size();
        }
        return new DomainFit(out);
    }

    private static Domain domain(List<String> texts, List<Double> values) {
        long bytes = 0;
        double sum = 0;
        long[] lengths = new long[texts.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = texts.get(i).getBytes(StandardCharsets.UTF_8).length;
            bytes += lengths[i];
            sum += values.get(i);
        }
        double ratio = bytes == 0 ? 0 : sum / bytes;
        double squares = 0;
        for (int i = 0; i < lengths.length; i++) {
            double rest = values.get(i) - ratio * lengths[i];
            squares += rest * rest;
        }
        int n = lengths.length;
        double error = n < 2 ? 0 : Math.sqrt(squares * n / (n - 1)) / bytes / Math.log(2);
        return new Domain(n, bytes, sum, error);
    }

    /** Averages bits per byte over domains, each with the same weight. */
    public double macro() {
        return domains.values().stream()
                .filter(d -> d.bytes() > 0)
                .mapToDouble(Domain::bitsPerByte)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns bits per byte over all texts together. */
    public double micro() {
        double sum =
                domains.values().stream().mapToDouble(Domain::logLikelihood).sum();
        long bytes = domains.values().stream().mapToLong(Domain::bytes).sum();
        return -sum / bytes / Math.log(2);
    }

    /** Returns all figures by name, for JSON. */
    public Map<String, Object> values() {
        Map<String, Object> out = new LinkedHashMap<>();
        domains.forEach((name, d) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("texts", d.texts());
            one.put("bytes", d.bytes());
            if (d.bytes() > 0) {
                one.put("bits_per_byte", d.bitsPerByte());
                one.put("stderr", d.error());
            }
            out.put(name, one);
        });
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("domains", out);
        all.put("macro_bits_per_byte", macro());
        all.put("bits_per_byte", micro());
        return all;
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out = new StringBuilder(
                "| domain | texts | bytes | bits per byte | byte perplexity |\n|---|---:|---:|---:|---:|\n");
        domains.forEach((name, d) -> out.append("| %s | %,d | %,d | %s | %s |%n"
                .formatted(
                        name,
                        d.texts(),
                        d.bytes(),
                        d.bytes() == 0 ? "–" : "%.4f ± %.4f".formatted(d.bitsPerByte(), d.error()),
                        d.bytes() == 0 ? "–" : "%.4f".formatted(d.bytePerplexity()))));
        out.append("| mean of domains | | | %.4f | |%n| all texts | | | %.4f | |%n".formatted(macro(), micro()));
        return out.toString();
    }
}
