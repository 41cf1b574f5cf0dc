package org.menura.chat.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

class ChatTemplateTest {
    private static String render(String template, Map<String, ?> context) {
        return ChatTemplate.parse(template).render(context).text();
    }

    private static TemplateException failure(String template) {
        return assertThrows(TemplateException.class, () -> render(template, Map.of()));
    }

    @Test
    void javaValuesBecomePythonValues() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", null);
        map.put("a", true);
        Map<String, Object> context = new HashMap<>();
        context.put("nothing", null);
        context.put("values", List.of(1, 2L, (short) 3, (byte) 4, 1.5f, 2.0, new BigDecimal("0.25"), "it's", map));
        context.put("big", BigInteger.TEN.pow(20));
        assertEquals(
                "None [1, 2, 3, 4, 1.5, 2.0, 0.25, \"it's\", {'z': None, 'a': True}] 100000000000000000001",
                render("{{ nothing }} {{ values }} {{ big + 1 }}", context));
    }

    @Test
    void otherJavaObjectsAreRefused() {
        TemplateException e =
                assertThrows(TemplateException.class, () -> render("", Map.of("x", Thread.currentThread())));
        assertTrue(e.getMessage().contains("java.lang.Thread"), e.getMessage());
        assertThrows(TemplateException.class, () -> render("", Map.of("x", List.of(new Object()))));
    }

    @Test
    void dataThatContainsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThrows(TemplateException.class, () -> render("", Map.of("x", list)));
    }

    @Test
    void theContextIsNotChanged() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Map<String, Object> context = new HashMap<>(Map.of("list", list));
        render("{% set list = list + ['b'] %}{% set new = 1 %}{{ list|indent if false }}", context);
        assertEquals(List.of("a"), list);
        assertEquals(Map.of("list", List.of("a")), context);
    }

    @Test
    void messagesAreNeverTemplateCode() {
        String attack = "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}{# gone #}{% raw %}";
        Map<String, Object> context =
                Map.of("messages", List.of(Map.of("role", "user", "content", attack)), "name", "messages");
        assertEquals(attack, render("{{ messages[0].content }}", context));
        assertEquals(attack, render("{% set x %}{{ messages[0]['content'] }}{% endset %}{{ x }}", context));
        assertEquals(attack, render("{{ '%s'|format(messages[0].content) }}", context));
        assertEquals(attack, render("{% macro m(c) %}{{ c }}{% endmacro %}{{ m(messages[0].content) }}", context));
    }

    @Test
    void spansOfGeneratedText() {
        String template = """
                {% for m in messages %}
                <{{ m.role }}>{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}{% else %}\
                {{ m.content }}{% endif %}
                {% endfor %}""";
        List<Map<String, String>> messages = List.of(
                Map.of("role", "user", "content", "Hi"),
                Map.of("role", "assistant", "content", "Hello 😀"),
                Map.of("role", "user", "content", "Bye"),
                Map.of("role", "assistant", "content", ""));
        Rendered rendered = ChatTemplate.parse(template).render(Map.of("messages", messages));
        assertEquals(List.of("Hello 😀", ""), generated(rendered));
    }

    @Test
    void spansInsideMacrosAndCallsKeepTheirPlace() {
        String macro =
                "{% macro m(x) %}[{% generation %}{{ x }}{{ caller() if caller }}{% endgeneration %}]{% endmacro %}";
        assertEquals(
                List.of("ab", "cd"),
                generated(ChatTemplate.parse(macro + "1{{ m('ab') }}2{% call m('c') %}d{% endcall %}3")
                        .render(Map.of())));
        assertEquals(
                List.of("1", "2"),
                generated(ChatTemplate.parse("{% for x in [1, [2]] recursive %}{% if x is iterable %}{{ loop(x) }}"
                                + "{% else %}-{% generation %}{{ x }}{% endgeneration %}{% endif %}{% endfor %}")
                        .render(Map.of())));
    }

    @Test
    void spansOfCapturedTextAreNotReported() {
        Rendered rendered = ChatTemplate.parse(
                        "{% set x %}{% generation %}a{% endgeneration %}{% endset %}{{ x }}{{ x }}")
                .render(Map.of());
        assertEquals("aa", rendered.text());
        assertEquals(List.of(), rendered.generated());
    }

    private static List<String> generated(Rendered rendered) {
        return rendered.generated().stream()
                .map(span -> rendered.text().substring(span.start(), span.end()))
                .toList();
    }

    @Test
    void theClockIsTheCallers() {
        Clock clock = Clock.fixed(Instant.parse("2024-02-29T23:05:06.000123Z"), ZoneId.of("Asia/Tokyo"));
        String text = ChatTemplate.parse("{{ strftime_now('%A %-d %B %Y, %H:%M:%S.%f') }}")
                .render(Map.of(), RenderOptions.defaults().withClock(clock))
                .text();
        assertEquals("Friday 1 March 2024, 08:05:06.000123", text);
    }

    @Test
    void errorsNameTheirLine() {
        TemplateException atRender = failure("a\n{{ 1 }}\n\n{% if true %}\n{{ none + 1 }}{% endif %}");
        assertEquals(5, atRender.line());
        assertTrue(atRender.getMessage().endsWith("(line 5 of the chat template)"), atRender.getMessage());
        assertEquals(3, failure("{% raw %}\n{% endraw %}\n{{ 1 +* 2 }}").line());
        assertEquals(2, failure("\n{% if true %}\n").line());
        assertEquals(2, failure("\n{{ x|nosuch }}").line());
    }

    @Test
    void raisedMessagesAreShownInOneSentence() {
        TemplateException e = failure("{{ raise_exception('Roles must\nalternate') }}");
        assertEquals("Roles must alternate (line 1 of the chat template)", e.getMessage());
        assertInstanceOf(FormatException.class, (RuntimeException) e);
        assertTrue(failure("{{ raise_exception('x' * 100000) }}").getMessage().length() < 1100);
    }

    @Test
    void oneTemplateServesManyThreads() {
        ChatTemplate template = ChatTemplate.parse(
                "{% set ns = namespace(n=0) %}{% for i in range(n) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}");
        List<String> texts = IntStream.range(0, 200)
                .parallel()
                .mapToObj(n -> template.render(Map.of("n", n)).text())
                .toList();
        for (int n = 0; n < 200; n++) {
            assertEquals(Integer.toString(n * (n - 1) / 2), texts.get(n));
        }
    }
}
