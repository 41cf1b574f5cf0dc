package org.menura.chat.tool;

import static org.menura.chat.tool.Forms.NAME;
import static org.menura.chat.tool.Forms.THINK;
import static org.menura.chat.tool.Forms.THINK_OPENED;
import static org.menura.chat.tool.Forms.calls;
import static org.menura.chat.tool.Forms.delimited;
import static org.menura.chat.tool.Forms.literal;
import static org.menura.chat.tool.Forms.plain;
import static org.menura.chat.tool.Forms.tags;

import java.util.ArrayList;
import java.util.List;
import org.menura.chat.tool.ArgumentFormat.Elements;
import org.menura.chat.tool.ArgumentFormat.Tagged;
import org.menura.chat.tool.ArgumentFormat.TypeMark;
import org.menura.chat.tool.CallPart.Arguments;
import org.menura.chat.tool.CallPart.Lenient;
import org.menura.chat.tool.CallPart.Number;

/** Families whose arguments stand in tags. */
final class TaggedFamilies {
    static final List<AnswerFormat> ALL = all();

    private TaggedFamilies() {}

    private static List<AnswerFormat> all() {
        List<AnswerFormat> out = new ArrayList<>();
        out.add(plain("qwen3-coder-xml", THINK_OPENED, qwenCoder("<tool_call>", "</tool_call>", "\n")));
        out.add(plain(
                "seed-oss-xml",
                ReasoningFormat.of("<seed:think>", "</seed:think>", ReasoningFormat.Trait.PROMPT_OPENS),
                qwenCoder("<seed:tool_call>", "</seed:tool_call>", "")));
        out.add(delimited("glm-xml", THINK, TextFormat.dropping("<|role_end|>"), glm("\n")));
        out.add(plain("glm-xml-compact", THINK, glm("")));
        out.add(plain(
                "hy3-xml",
                new ReasoningFormat(
                        List.of("<think:opensource>", "<think>"),
                        List.of("</think:opensource>", "</think>"),
                        "",
                        List.of()),
                hy3(":opensource"),
                hy3("")));
        out.add(plain("deepseek-dsml", THINK, dsml("tool_calls"), dsml("function_calls")));
        out.add(plain("deepseek-dsml-functions", THINK, dsml("function_calls"), dsml("tool_calls")));
        out.add(plain("minimax-m2", THINK_OPENED, invoke("<minimax:tool_call>\n", "\n</minimax:tool_call>", "", "\n")));
        out.add(plain(
                "minimax-m3",
                ReasoningFormat.of("<mm:think>", "</mm:think>", ReasoningFormat.Trait.PROMPT_OPENS),
                calls(
                        "]<]minimax[>[<tool_call>\n",
                        "\n",
                        "\n]<]minimax[>[</tool_call>",
                        literal("]<]minimax[>[<invoke name=\""),
                        NAME,
                        literal("\">"),
                        new Arguments(new Elements("]<]minimax[>[")),
                        literal("]<]minimax[>[</invoke>"))));
        out.add(plain(
                "minicpm5-xml",
                THINK,
                calls(
                        "",
                        "",
                        "",
                        literal("<function name=\""),
                        NAME,
                        literal("\">"),
                        new Arguments(new Tagged("<param name=\"", "\">", "", "</param>", TypeMark.NONE, true)),
                        literal("</function>"))));
        out.add(plain(
                "step3-xml",
                THINK_OPENED,
                step3(literal("<｜tool_call_begin｜>"), new Lenient("function<｜tool_sep｜>")),
                step3(literal("<｜tool_call_begin｜>"), literal("function<｜tool_sep｜>"), NAME, literal("\n"))));
        out.add(new AnswerFormat(
                "kimi-k3",
                ReasoningFormat.of("<|open|>think<|sep|>", "<|close|>think<|sep|>"),
                new TextFormat(
                        "<|open|>response<|sep|>", "<|close|>response<|sep|>", List.of("<|close|>message<|sep|>")),
                List.of(calls(
                        "<|open|>tools<|sep|>",
                        "",
                        "<|close|>tools<|sep|>",
                        literal("<|open|>call tool=\""),
                        NAME,
                        literal("\" index=\""),
                        new Number(1),
                        literal("\"<|sep|>"),
                        tags(
                                "<|open|>argument key=\"",
                                "\" type=\"",
                                "\"<|sep|>",
                                "<|close|>argument<|sep|>",
                                TypeMark.JSON_TYPE),
                        literal("<|close|>call<|sep|>"))),
                null));
        return List.copyOf(out);
    }

    private static CallFormat step3(CallPart... head) {
        List<CallPart> parts = new ArrayList<>(List.of(head));
        parts.add(literal("<steptml:invoke name=\""));
        parts.add(NAME);
        parts.add(literal("\">"));
        parts.add(tags("<steptml:parameter name=\"", "\">", "", "</steptml:parameter>", TypeMark.NONE));
        parts.add(literal("</steptml:invoke>"));
        parts.add(literal("<｜tool_call_end｜>"));
        return new CallFormat("<｜tool_calls_begin｜>", parts, "<｜tool_sep｜>", "<｜tool_calls_end｜>", List.of());
    }

    private static CallFormat qwenCoder(String open, String close, String lineBreak) {
        return calls(
                "",
                "\n",
                "",
                new Lenient(open + "\n"),
                literal("<function="),
                NAME,
                literal(">\n"),
                tags("<parameter=", ">", lineBreak, lineBreak + "</parameter>\n", TypeMark.NONE),
                literal("</function>"),
                literal("\n" + close));
    }

    private static CallFormat glm(String lineBreak) {
        return calls(
                "",
                lineBreak,
                "",
                literal("<tool_call>"),
                NAME,
                literal(lineBreak),
                tags("<arg_key>", "</arg_key>" + lineBreak, "<arg_value>", "</arg_value>" + lineBreak, TypeMark.NONE),
                literal("</tool_call>"));
    }

    private static CallFormat hy3(String suffix) {
        String end = suffix + ">";
        return calls(
                "<tool_calls" + end + "\n",
                "\n",
                "\n</tool_calls" + end,
                literal("<tool_call" + end),
                NAME,
                literal("<tool_sep" + end + "\n"),
                tags(
                        "<arg_key" + end,
                        "</arg_key" + end + "\n",
                        "<arg_value" + end,
                        "</arg_value" + end + "\n",
                        TypeMark.NONE),
                literal("</tool_call" + end));
    }

    private static CallFormat dsml(String section) {
        return calls(
                "\n\n<｜DSML｜" + section + ">\n",
                "\n",
                "\n</｜DSML｜" + section + ">",
                literal("<｜DSML｜invoke name=\""),
                NAME,
                literal("\">\n"),
                tags("<｜DSML｜parameter name=\"", "\" string=\"", "\">", "</｜DSML｜parameter>\n", TypeMark.IS_STRING),
                literal("</｜DSML｜invoke>"));
    }

    private static CallFormat invoke(String begin, String end, String prefix, String lineBreak) {
        return calls(
                begin,
                lineBreak,
                end,
                literal("<" + prefix + "invoke name=\""),
                NAME,
                literal("\">" + lineBreak),
                tags(
                        "<" + prefix + "parameter name=\"",
                        "\">",
                        "",
                        "</" + prefix + "parameter>" + lineBreak,
                        TypeMark.NONE),
                literal("</" + prefix + "invoke>"));
    }
}
