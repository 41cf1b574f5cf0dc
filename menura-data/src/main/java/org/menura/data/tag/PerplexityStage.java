package org.menura.data.tag;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.menura.data.dolma.Span;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/**
 * Sorts documents into head, middle and tail by their perplexity, as CCNet does (Wenzek et al. 2020): by exact quantiles over
 * all documents of a language. Notes {@code metadata.perplexity_bucket} and the attribute {@code perplexity}.
 *
 * @param perplexity the model
 * @param most code points of a text that are looked at
 * @param head share of the documents, of the least perplexity, that are head
 * @param middle share up to which they are middle
 * @param kept the buckets that are kept
 * @param byLanguage whether languages have quantiles of their own
 */
record PerplexityStage(
        TextPerplexity perplexity, int most, double head, double middle, List<String> kept, boolean byLanguage)
        implements KeyedStage {
    private static final int MOST = 2000;
    private static final List<String> BUCKETS = List.of("head", "middle", "tail");

    static FilterType type() {
        return new FilterType(
                "perplexity",
                "Keeps documents that a language model finds likely: head, middle and tail by quantiles.",
                List.of(
                        Filters.parameter("model", "needed", "a model of Menura's: a folder or file"),
                        Filters.parameter("max_characters", MOST, "how many code points of a text are looked at"),
                        Filters.parameter("head", 0.3, "share of documents that are head"),
                        Filters.parameter("middle", 0.6, "share of documents that are head or middle"),
                        Filters.parameter("keep", "head, middle", "the buckets that are kept"),
                        Filters.parameter("by_language", true, "whether each metadata.language has its own quantiles")),
                PerplexityStage::stage);
    }

    private static KeyedStage stage(Options options) {
        double head = options.real("head", 0.3, 0, 1);
        double middle = options.real("middle", 0.6, 0, 1);
        if (head > middle) {
            throw options.error("head", "must not be more than middle, which counts head too");
        }
        List<String> kept = options.has("keep") ? options.texts("keep") : List.of("head", "middle");
        for (String bucket : kept) {
            if (!BUCKETS.contains(bucket)) {
                throw options.error("keep", "may hold head, middle and tail, not '%s'".formatted(bucket));
            }
        }
        boolean byLanguage = options.flag("by_language", true);
        int most = (int) options.whole("max_characters", MOST, 2, 1 << 30);
        return new PerplexityStage(
                TextPerplexity.open(options.existing("model")), most, head, middle, List.copyOf(kept), byLanguage);
    }

    @Override
    public void keys(Row row, KeySink out) {
        String key = byLanguage ? row.document().metadata("language").asText("") : "";
        double value = perplexity.of(beginning(row.text()));
        // Positive numbers are ordered as their bits; what can't be measured comes last.
        long bits = Double.doubleToLongBits(Double.isNaN(value) ? Double.POSITIVE_INFINITY : value);
        byte[] order = ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
        out.emit(key.getBytes(StandardCharsets.UTF_8), order, order);
    }

    private String beginning(String text) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    @Override
    public boolean countsMembers() {
        return true;
    }

    @Override
    public void group(Group group, Results out) {
        double size = group.size();
        long rank = 0;
        for (Member member = group.next(); member != null; member = group.next()) {
            double share = rank++ / size;
            byte bucket = (byte) (share < head ? 0 : share < middle ? 1 : 2);
            out.add(
                    member,
                    ByteBuffer.allocate(Long.BYTES + 1)
                            .put(member.value())
                            .put(bucket)
                            .array());
        }
    }

    @Override
    public Outcome apply(Row row, List<byte[]> results) {
        ByteBuffer result = ByteBuffer.wrap(results.getFirst());
        double value = result.getDouble();
        String bucket = BUCKETS.get(result.get());
        if (!kept.contains(bucket)) {
            return Outcome.drop("perplexity " + bucket, String.format(java.util.Locale.ROOT, "%.1f", value));
        }
        Row noted = row.with(row.document().withMetadata("perplexity_bucket", TextNode.valueOf(bucket)));
        return Outcome.keep(
                Double.isInfinite(value)
                        ? noted
                        : noted.with(Map.of("perplexity", List.of(Span.of(row.text(), value)))));
    }

    @Override
    public void close() {
        perplexity.close();
    }
}
