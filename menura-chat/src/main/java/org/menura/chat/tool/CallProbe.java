package org.menura.chat.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.CallFormat.Trait;
import org.menura.chat.tool.CallPart.Literal;

/** Reads the form of tool calls off renderings of calls that are known. */
final class CallProbe {
    /** What all that is known of a rendering begins with. */
    static final String MARK = "probe";

    static final String ALPHA = MARK + "_alpha";
    static final String BETA = MARK + "_beta";
    static final String KEY = MARK + "keyone";
    static final String OTHER_KEY = MARK + "keytwo";
    static final String VALUE = MARK + "valueone";
    static final String OTHER_VALUE = MARK + "valuetwo";
    static final String ID = MARK + "id01";
    private static final String OTHER_ID = MARK + "id02";

    /** The tools of all renderings. */
    static final List<Map<String, Object>> TOOLS = List.of(tool(ALPHA), tool(BETA));

    private final RenderingProbe probe;
    private final ReasoningFormat reasoning;

    CallProbe(RenderingProbe probe, ReasoningFormat reasoning) {
        this.probe = probe;
        this.reasoning = reasoning;
    }

    private static Map<String, Object> tool(String name) {
        Map<String, Object> text = Map.of("type", "string", "description", "a text");
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(KEY, text);
        properties.put(OTHER_KEY, text);
        Map<String, Object> parameters =
                Map.of("type", "object", "properties", properties, "required", List.of(KEY, OTHER_KEY));
        return Map.of(
                "type",
                "function",
                "function",
                Map.of("name", name, "description", "a tool", "parameters", parameters));
    }

    /** Returns the form of calls; null if none can be read. */
    @Nullable
    CallFormat calls() {
        for (boolean asText : new boolean[] {false, true}) {
            String one = turn(List.of(call(ID, ALPHA, asText)));
            if (one == null || one.contains("{'" + KEY) || !one.contains(ALPHA)) {
                continue;
            }
            String two = turn(List.of(call(ID, ALPHA, asText), call(OTHER_ID, BETA, asText)));
            CallFormat calls = calls(one, two);
            if (calls != null && reads(calls, one, 1) && (two == null || !two.contains(BETA) || reads(calls, two, 2))) {
                return calls;
            }
        }
        return null;
    }

    private static Map<String, Object> call(String id, String name, boolean asText) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put(KEY, VALUE);
        arguments.put(OTHER_KEY, OTHER_VALUE);
        String text = "{\"%s\": \"%s\", \"%s\": \"%s\"}".formatted(KEY, VALUE, OTHER_KEY, OTHER_VALUE);
        return Map.of(
                "id", id, "type", "function", "function", Map.of("name", name, "arguments", asText ? text : arguments));
    }

    private @Nullable String turn(List<Map<String, Object>> calls) {
        String turn = probe.turn(Map.of("content", "", "tool_calls", calls));
        if (turn == null) {
            return null;
        }
        List<String> closes = new ArrayList<>(List.of("</think>", "[/THINK]"));
        closes.addAll(reasoning.closes());
        for (String close : closes) {
            int at = turn.indexOf(close);
            turn = at < 0 ? turn : turn.substring(at + close.length());
        }
        return turn;
    }

    private static @Nullable CallFormat calls(String one, @Nullable String two) {
        CallUnit single = CallUnit.find(one, ALPHA, ID);
        if (single == null) {
            return null;
        }
        CallUnit first = two == null ? null : CallUnit.find(two, ALPHA, ID);
        CallUnit second = two == null ? null : CallUnit.find(two, BETA, OTHER_ID);
        if (two == null || first == null || second == null || second.start() < first.end()) {
            return format(
                    "", one.substring(0, single.start()), single, one.substring(single.end()), "", "", Trait.SINGLE);
        }
        String before = two.substring(0, first.start());
        String between = two.substring(first.end(), second.start());
        String after = two.substring(second.end());
        int close = wholeTags(between.substring(0, commonPrefix(between, after)));
        int open = Math.min(commonSuffix(before, between), between.length() - close);
        return format(
                before.substring(0, before.length() - open),
                before.substring(before.length() - open),
                first,
                between.substring(0, close),
                between.substring(close, between.length() - open),
                firstTag(after.substring(close)));
    }

    private static CallFormat format(
            String begin, String open, CallUnit unit, String close, String separator, String end, Trait... traits) {
        List<CallPart> parts = new ArrayList<>();
        if (!open.isEmpty()) {
            parts.add(new Literal(open));
        }
        parts.addAll(unit.parts());
        if (!close.isEmpty()) {
            parts.add(new Literal(close));
        }
        List<Trait> all = new ArrayList<>(List.of(traits));
        if (begin.isBlank() && open.isBlank() && !(unit.parts().getFirst() instanceof Literal)) {
            all.add(Trait.BARE);
        }
        return new CallFormat(begin, parts, separator, end, all);
    }

    /** Returns a text up to the end of its first tag: what follows ends the turn, not the calls. */
    private static String firstTag(String text) {
        int open = text.indexOf('<');
        int close = text.indexOf('>', open);
        return open < 0 || close < 0 ? text : text.substring(0, close + 1);
    }

    /** Returns the length of a text without a tag that it breaks off within. */
    private static int wholeTags(String text) {
        int tag = text.lastIndexOf('<');
        return tag >= 0 && text.indexOf('>', tag) < 0 ? tag : text.length();
    }

    private static int commonPrefix(String a, String b) {
        int n = 0;
        while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }

    private static int commonSuffix(String a, String b) {
        int n = 0;
        while (n < Math.min(a.length(), b.length()) && a.charAt(a.length() - 1 - n) == b.charAt(b.length() - 1 - n)) {
            n++;
        }
        return n;
    }

    /** Returns whether a form reads a rendering as the calls that it was made of. */
    private static boolean reads(CallFormat calls, String turn, int count) {
        AnswerParser parser = Forms.plain("template", ReasoningFormat.NONE, calls)
                .parser(AnswerOptions.DEFAULT
                        .withGenerationPrompt("")
                        .withTools(ToolDefinition.list(new ObjectMapper().valueToTree(TOOLS), "tools")));
        parser.parse(turn);
        String expected = "{\"%s\":\"%s\",\"%s\":\"%s\"}".formatted(KEY, VALUE, OTHER_KEY, OTHER_VALUE);
        List<ParsedCall> read = parser.calls();
        return read.size() == count
                && read.stream()
                        .allMatch(c ->
                                c.complete() && c.arguments().replace(" ", "").equals(expected))
                && read.getFirst().name().equals(ALPHA)
                && read.getLast().name().equals(count == 1 ? ALPHA : BETA);
    }
}
