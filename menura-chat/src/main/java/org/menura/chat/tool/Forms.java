package org.menura.chat.tool;

import java.util.Arrays;
import java.util.List;
import org.menura.chat.tool.ArgumentFormat.Keywords;
import org.menura.chat.tool.ArgumentFormat.Tagged;
import org.menura.chat.tool.ArgumentFormat.TypeMark;
import org.menura.chat.tool.CallPart.Arguments;
import org.menura.chat.tool.CallPart.CallObject;
import org.menura.chat.tool.CallPart.Literal;
import org.menura.chat.tool.CallPart.Name;
import org.menura.chat.tool.ReasoningFormat.Trait;

/** What the tables of families are written with. */
final class Forms {
    static final CallPart NAME = new Name();
    static final CallPart JSON = new Arguments(ArgumentFormat.JSON);
    static final CallPart KEYWORDS = new Arguments(new Keywords());
    static final CallPart OBJECT = new CallObject("name", "arguments", "", false);
    static final CallPart PARAMETERS = new CallObject("name", "parameters", "", false);

    static final ReasoningFormat THINK = ReasoningFormat.of("<think>", "</think>");
    static final ReasoningFormat THINK_OPENED = ReasoningFormat.of("<think>", "</think>", Trait.PROMPT_OPENS);
    static final ReasoningFormat BRACKETS = ReasoningFormat.of("[THINK]", "[/THINK]", Trait.ANYWHERE);

    static final CallFormat HERMES = calls("", "\n", "", literal("<tool_call>\n"), OBJECT, literal("\n</tool_call>"));

    private Forms() {}

    static AnswerFormat plain(String name, ReasoningFormat reasoning, CallFormat... calls) {
        return new AnswerFormat(name, reasoning, TextFormat.PLAIN, List.of(calls), null);
    }

    static AnswerFormat delimited(String name, ReasoningFormat reasoning, TextFormat text, CallFormat... calls) {
        return new AnswerFormat(name, reasoning, text, List.of(calls), null);
    }

    static ReasoningFormat reasoning(List<String> opens, List<String> closes, Trait... traits) {
        return new ReasoningFormat(opens, closes, "", List.of(traits));
    }

    static CallFormat calls(String begin, String separator, String end, CallPart... parts) {
        return new CallFormat(begin, Arrays.asList(parts), separator, end, List.of());
    }

    static CallFormat with(CallFormat calls, CallFormat.Trait... traits) {
        return new CallFormat(calls.begin(), calls.call(), calls.separator(), calls.end(), List.of(traits));
    }

    static CallPart literal(String text) {
        return new Literal(text);
    }

    static CallPart tags(String keyOpen, String keyClose, String valueOpen, String valueClose, TypeMark type) {
        return new Arguments(new Tagged(keyOpen, keyClose, valueOpen, valueClose, type, false));
    }
}
