package org.menura.data.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.JsonPath;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/**
 * The stage {@code quota}: mixes by quota. Documents are divided by their source, or by what a JSONPath finds; of each
 * part documents are drawn, by seed and identity, until its limit is reached. Parts without a limit are kept whole.
 */
public final class QuotaType implements StageType {
    @Override
    public String name() {
        return "quota";
    }

    @Override
    public String description() {
        return "Mixes by quota: of each source (or what the JSONPath by finds) documents up to a limit of documents, code points or bytes.";
    }

    @Override
    public Stage create(Options options) {
        List<JsonPath> by = FilterType.paths(options, "by");
        String unit = options.choice("unit", "documents", List.of("documents", "code_points", "bytes"));
        long seed = options.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);
        Options each = options.part("limits");
        Map<String, Long> limits = new LinkedHashMap<>();
        each.names().forEach(name -> limits.put(name, each.whole(name, 0, 0, Long.MAX_VALUE)));
        long otherwise = options.whole("limit", Long.MAX_VALUE, 0, Long.MAX_VALUE);
        if (limits.isEmpty() && otherwise == Long.MAX_VALUE) {
            throw options.located("sets no limit: give limit, or limits by name");
        }
        return new Quota(by.isEmpty() ? JsonPath.parse("$.source") : by.getFirst(), unit, seed, limits, otherwise);
    }

    private record Quota(JsonPath by, String unit, long seed, Map<String, Long> limits, long otherwise)
            implements KeyedStage {
        @Override
        public void keys(Row row, KeySink out) {
            String part = part(row);
            if (limit(part) == Long.MAX_VALUE) {
                return;
            }
            byte[] order =
                    ByteBuffer.allocate(8).putLong(Draw.of(seed, row.id())).array();
            long size = switch (unit) {
                case "bytes" -> row.text().getBytes(StandardCharsets.UTF_8).length;
                case "code_points" -> row.text().codePointCount(0, row.text().length());
                default -> 1;
            };
            byte[] value = ByteBuffer.allocate(8).putLong(size).array();
            out.emit(part.getBytes(StandardCharsets.UTF_8), order, value);
        }

        private String part(Row row) {
            List<JsonNode> found = by.find(
                    AttributesJson.into(row.document(), row.attributes()).row());
            return found.isEmpty() ? "" : found.getFirst().asText();
        }

        private long limit(String part) {
            return limits.getOrDefault(part, otherwise);
        }

        @Override
        public void group(Group group, Results out) {
            long left = limit(new String(group.key(), StandardCharsets.UTF_8));
            for (Member member = group.next(); member != null && left > 0; member = group.next()) {
                long size = ByteBuffer.wrap(member.value()).getLong();
                if (size > left) {
                    return; // what is drawn later is not let past, or short documents would win
                }
                left -= size;
                out.add(member, new byte[0]);
            }
        }

        @Override
        public Outcome apply(Row row, List<byte[]> results) {
            boolean isFree = limit(part(row)) == Long.MAX_VALUE;
            return isFree || !results.isEmpty() ? Outcome.keep(row) : Outcome.drop("over the quota", part(row));
        }
    }
}
