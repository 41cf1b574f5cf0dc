package org.menura.data.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.JsonPath;
import org.menura.data.dolma.SpanReplacer;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;
import org.menura.format.FormatException;

/**
 * The stage {@code replace_spans}: puts texts in the place of spans that attributes name, as the span replacement of
 * Dolma's mixer; scores from {@code min_score}, below {@code max_score}.
 */
public final class ReplaceType implements StageType {
    private record Rule(JsonPath span, double least, double below, String replacement) {}

    @Override
    public String name() {
        return "replace_spans";
    }

    @Override
    public String description() {
        return "Puts a text in the place of spans that an attribute names: rules of span, min_score, max_score, replacement.";
    }

    @Override
    public Stage create(Options options) {
        List<Rule> rules = new ArrayList<>();
        for (Options rule : options.parts("rules")) {
            rules.add(rule(rule));
        }
        if (rules.isEmpty()) {
            throw options.error("rules", "names no spans to replace");
        }
        return (MapStage) row -> Outcome.keep(row.withText(replaced(row, rules)));
    }

    private static Rule rule(Options options) {
        List<JsonPath> span = FilterType.paths(options, "span");
        if (span.size() != 1) {
            throw options.error("span", "must be one JSONPath");
        }
        if (!options.choice("syntax", "jsonpath", List.of("jsonpath", "jq")).equals("jsonpath")) {
            throw options.error("syntax", "is jq, which is not read; write the expression as JSONPath");
        }
        String replacement = options.text("replacement", "");
        if (replacement.startsWith("$")) {
            throw options.error("replacement", "begins with $, a jq selector, which is not read");
        }
        double most = Double.POSITIVE_INFINITY;
        Rule rule = new Rule(
                span.getFirst(),
                options.real("min_score", -most, -most, most),
                options.real("max_score", most, -most, most),
                replacement);
        options.finish();
        return rule;
    }

    private static String replaced(Row row, List<Rule> rules) {
        JsonNode fields = AttributesJson.into(row.document(), row.attributes()).row();
        List<SpanReplacer.Replacement> all = new ArrayList<>();
        for (Rule rule : rules) {
            for (JsonNode found : rule.span().find(fields)) {
                boolean isSpan = found.isArray() && found.path(0).isNumber();
                for (JsonNode span : isSpan ? List.of(found) : found) {
                    if (!span.isArray() || span.size() < 3) {
                        throw new FormatException("%s finds %s in document '%s', which is no [start, end, score]"
                                .formatted(rule.span(), span, row.document().id()));
                    }
                    double score = span.get(2).doubleValue();
                    if (score >= rule.least() && score < rule.below()) {
                        all.add(new SpanReplacer.Replacement(
                                span.get(0).intValue(), span.get(1).intValue(), rule.replacement()));
                    }
                }
            }
        }
        return SpanReplacer.replace(row.text(), all);
    }
}
