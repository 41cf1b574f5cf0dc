package org.menura.chat.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.ChatTemplate;
import org.menura.chat.template.RenderOptions;
import org.menura.chat.template.TemplateException;

/**
 * Reads the format of answers off a chat template that no family is known of: the template renders answers whose every part
 * is known, and what stands around the parts are the delimiters.
 */
final class RenderingProbe {
    private static final RenderOptions OPTIONS = RenderOptions.defaults().withMutableValues();
    private static final String TEXT = CallProbe.MARK + "text";
    /** A delimiter in angles or brackets. */
    private static final Pattern TAG = Pattern.compile("<[^<>]+>|\\[[^\\[\\]]+]");

    /** A tag that has a counterpart with a slash. */
    private static final Pattern PAIRED = Pattern.compile("([<\\[])/?([A-Za-z][\\w:-]*)([>\\]])");

    private static final String THOUGHT = CallProbe.MARK + "thought";
    private static final String CONTENT = "content";
    private static final Map<String, Object> USER = Map.of("role", "user", CONTENT, "Hello");

    private final String source;
    private final ChatTemplate template;
    private final Map<String, ?> variables;
    /** The conversation before the answer, without what introduces it. */
    private final String before;
    /** What introduces the answer. */
    private final String header;
    /** What ends the answer. */
    private final String end;

    private RenderingProbe(String source, Map<String, ?> variables) {
        this.source = source;
        this.template = ChatTemplate.parse(source);
        this.variables = variables;
        String asked = render(List.of(USER), false);
        String introduced = render(List.of(USER), true);
        this.before = asked == null ? "" : asked;
        this.header = introduced != null && introduced.startsWith(before) ? introduced.substring(before.length()) : "";
        String said = answer(Map.of(CONTENT, TEXT));
        int at = said == null ? -1 : said.lastIndexOf(TEXT);
        this.end = said == null || at < 0 ? "" : said.substring(at + TEXT.length());
    }

    /** Returns the format that a template renders; without calls if it renders none, or in no form that can be read. */
    static AnswerFormat format(String source, Map<String, ?> variables) {
        AnswerFormat none = Forms.plain("none", ReasoningFormat.NONE);
        try {
            RenderingProbe probe = new RenderingProbe(source, variables);
            AnswerFormat read = Forms.plain("template", probe.reasoning());
            CallFormat calls = new CallProbe(probe, read.reasoning()).calls();
            if (calls != null) {
                return new AnswerFormat(read.name(), read.reasoning(), read.text(), List.of(calls), null);
            }
            return read.reasons() ? read : none;
        } catch (TemplateException e) {
            return none;
        }
    }

    private @Nullable String render(List<Map<String, Object>> messages, boolean introduce) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>(Map.of("bos_token", "", "eos_token", ""));
        context.put("documents", null);
        context.putAll(variables);
        context.put("messages", messages);
        context.put("tools", CallProbe.TOOLS);
        context.put("add_generation_prompt", introduce);
        try {
            return template.render(context, OPTIONS).text();
        } catch (TemplateException e) {
            return null;
        }
    }

    private @Nullable String answer(Map<String, ?> message) {
        Map<String, Object> assistant = new LinkedHashMap<>(message);
        assistant.put("role", "assistant");
        String whole = render(List.of(USER, assistant), false);
        return whole != null && whole.startsWith(before) ? whole.substring(before.length()) : whole;
    }

    /** Returns what the model writes of an answer, without what introduces and ends it; null if it can't be told. */
    @Nullable
    String turn(Map<String, ?> message) {
        String answer = answer(message);
        if (answer == null) {
            return null;
        }
        int start = 0;
        while (start < Math.min(header.length(), answer.length()) && header.charAt(start) == answer.charAt(start)) {
            start++;
        }
        if (start < header.length()) {
            // what both begin with may be the begin of two different delimiters
            while (start > 0 && ">\n]".indexOf(answer.charAt(start - 1)) < 0) {
                start--;
            }
        }
        return answer.substring(start, Math.max(start, end(answer)));
    }

    /** Returns where an answer ends: before what ends the turn, and what is alike at the ends of all turns. */
    private int end(String answer) {
        String last = end.strip();
        int at = last.isEmpty() ? -1 : answer.lastIndexOf(last);
        if (at >= 0 && !answer.substring(at).contains(CallProbe.MARK)) {
            return at;
        }
        int common = 0;
        while (common < Math.min(end.length(), answer.length())
                && end.charAt(end.length() - 1 - common) == answer.charAt(answer.length() - 1 - common)) {
            common++;
        }
        int tag = answer.indexOf('<', answer.length() - common);
        return tag < 0 ? answer.length() : tag;
    }

    private ReasoningFormat reasoning() {
        ReasoningFormat shown = shownReasoning();
        return shown.exists() ? shown : openedReasoning();
    }

    /** Reads the delimiters off a rendered answer with reasoning; none where the template does not show it. */
    private ReasoningFormat shownReasoning() {
        String turn = turn(Map.of(CONTENT, TEXT, "reasoning_content", THOUGHT, "thinking", THOUGHT));
        int thought = turn == null ? -1 : turn.indexOf(THOUGHT);
        int text = turn == null ? -1 : turn.indexOf(TEXT, Math.max(0, thought));
        if (turn == null || thought < 0 || text < 0) {
            return ReasoningFormat.NONE;
        }
        String open = turn.substring(0, thought).strip();
        String close = turn.substring(thought + THOUGHT.length(), text).strip();
        Matcher first = TAG.matcher(close);
        close = first.lookingAt() ? first.group() : close;
        if (open.isEmpty() && !close.isEmpty()) {
            // the prompt holds the opening: what introduces the answer ends with it
            Matcher tags = TAG.matcher(header.replace("</", "<"));
            while (tags.find()) {
                open = tags.group();
            }
        }
        return open.isEmpty() || close.isEmpty() ? ReasoningFormat.NONE : ReasoningFormat.of(open, close);
    }

    /**
     * Reads the delimiters off what introduces an answer, or stands before its text: a tag whose counterpart is in the
     * template too, and which does not end the turn.
     */
    private ReasoningFormat openedReasoning() {
        String text = turn(Map.of(CONTENT, TEXT));
        int said = text == null ? -1 : text.indexOf(TEXT);
        Matcher tags = PAIRED.matcher(said < 0 || text == null ? header : header + text.substring(0, said));
        ReasoningFormat found = ReasoningFormat.NONE;
        while (tags.find()) {
            String open = tags.group(1) + tags.group(2) + tags.group(3);
            String close = tags.group(1) + "/" + tags.group(2) + tags.group(3);
            if (source.contains(open) && source.contains(close) && !end.contains(close)) {
                found = ReasoningFormat.of(open, close);
            }
        }
        return found;
    }
}
