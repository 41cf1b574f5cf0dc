package org.menura.chat.template;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile template or hostile data can't do. */
@Tag("slow")
@Timeout(60)
class SandboxTest {
    private static final RenderOptions SMALL =
            RenderOptions.defaults().withLimits(new TemplateLimits(200_000, 1 << 20, 4 << 20, 500));

    private static TemplateException refusal(String template) {
        return assertThrows(
                TemplateException.class,
                () -> ChatTemplate.parse(template).render(Map.of("list", List.of(1), "dict", Map.of("a", 1)), SMALL),
                () -> template.substring(0, Math.min(100, template.length())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.__class__.__mro__ }}",
                "{{ dict.__class__() }}",
                "{{ list.append(2) }}",
                "{{ list.pop() }}",
                "{{ dict.update(b=1) }}",
                "{{ dict.clear() }}",
                "{{ dict['pop']('a') }}",
                "{{ (dict|attr('setdefault'))('b') }}",
                "{{ '{0.__class__.__base__}'.format('') }}",
                "{{ '{0.append.x}'.format(list) }}",
                "{{ range.__globals__.x }}",
                "{{ ().__class__.__subclasses__() }}",
                "{{ lipsum() }}",
                "{{ [1]|random }}",
                "{% include 'x' %}",
                "{% extends 'x' %}",
                "{% import 'x' as y %}",
                "{% set dict.a = 2 %}"
            })
    void hidesWhatTheSandboxHides(String template) {
        refusal(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
                "{{ range(10 ** 9) }}",
                "{{ range(-2 ** 63, 2 ** 63 - 1) }}",
                "{{ 'a' * 10 ** 9 }}",
                "{{ 'a' * 10 ** 30 }}",
                "{{ [0] * 10 ** 9 }}",
                "{{ (0,) * 10 ** 9 }}",
                "{{ 'a'.ljust(10 ** 18) }}",
                "{{ 'a'.center(10 ** 18) }}",
                "{{ 'a'|center(10 ** 18) }}",
                "{{ '7'.zfill(10 ** 18) }}",
                "{{ 'a'.expandtabs(10 ** 18) ~ '\\t'.expandtabs(10 ** 18) }}",
                "{{ '%999999999d'|format(1) }}",
                "{{ '%*d' % (10 ** 18, 1) }}",
                "{{ '%.999999999f'|format(1) }}",
                "{{ '{:999999999}'.format(1) }}",
                "{{ '{:.999999999f}'.format(1.5) }}",
                "{{ 9 ** (9 ** 9) }}",
                "{{ 10 ** 5000 }}",
                "{% set ns = namespace(x=10) %}{% for i in range(99) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
                "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
                "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
                "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x|replace('a', 'aa') %}{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}",
                "{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
                        + "{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
                "{% set ns = namespace(x=(1,)) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}",
                "{% for i in range(99999) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }}{% endfor %}",
                "{{ [1]|batch(10 ** 12, 'x')|list }}",
                "{{ [1]|slice(10 ** 12)|list }}",
                "{{ ['a' * 1000] * 100000|join }}",
                "{{ (['a' * 1000] * 100000)|join }}",
                "{{ 'x'.join(['a' * 1000] * 100000) }}",
                "{{ ('a\n' * 10000)|indent(1000) }}",
                "{% set x = 'é' * 1000000 %}{% for i in range(99999) %}{% if 'b' in x %}{% endif %}{% endfor %}",
                "{% set x = 'a' * 1000000 %}{% for i in range(99999) %}{{ x.count('a') }}{% endfor %}",
                "{% set x = range(99999)|list %}{% for i in range(99999) %}{{ -1 in x }}{% endfor %}",
                "{% for i in range(99999) %}{{ strftime_now('%c' * 1000) }}{% endfor %}"
            })
    void endsWithinItsLimits(String template) {
        refusal(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m(x=m()) %}{% endmacro %}{{ m() }}",
                "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}",
                "{% macro m() %}{% filter upper %}{% set x %}{% with %}{% for i in [1] %}{% if 1 %}{{ m() ~ '' }}{% endif %}"
                        + "{% endfor %}{% endwith %}{% endset %}{{ x }}{% endfilter %}{% endmacro %}{{ m() }}",
                "{% macro m() %}{{ '{:{w}}'.format(m(), w=m()) }}{% endmacro %}{{ m() }}",
                "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}",
                "{% for x in [1] if true recursive %}{{ loop([x]|map('default')) ~ '' }}{% endfor %}",
                "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
                "{% set ns = namespace(x=[]) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=[]) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}",
                "{% set ns = namespace(x=[]) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|pprint }}",
                "{% set ns = namespace(x=(), y=()) %}{% for i in range(5000) %}{% set ns.x = (ns.x,) %}"
                        + "{% set ns.y = (ns.y,) %}{% endfor %}{{ ns.x == ns.y }}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(5000) %}{% set ns.x = ns.x|map('default')|select %}"
                        + "{% endfor %}{{ ns.x|list }}"
            })
    void endlessRecursionIsAnErrorEvenOnASmallStack(String template) throws InterruptedException {
        onSmallStack(() -> refusal(template));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{1:", "not ", "-", "x(", "x[", "1 if 0 else ", "{{ x|f("})
    void deepExpressionsAreRefused(String open) throws InterruptedException {
        onSmallStack(() -> refusal("{{ " + open.repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% if 1 %}", "{% for x in y %}", "{% macro m() %}", "{% set x %}", "{% with %}"})
    void deepStatementsAreRefused(String open) throws InterruptedException {
        onSmallStack(() -> refusal(open.repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", "-1", "|abs", "[0]", ".real", " and 1", " or 0", " == 1", " if 1", "~1"})
    void longChainsAreRenderedOrRefused(String link) throws InterruptedException {
        onSmallStack(() -> {
            try {
                ChatTemplate.parse("{{ 1" + link.repeat(20_000) + " }}").render(Map.of(), SMALL);
            } catch (TemplateException e) {
                assertTrue(e.getMessage().contains("nests deeper"), e.getMessage());
            }
        });
    }

    @Test
    void hugeLiteralsAreRefused() {
        refusal("{{ " + "9".repeat(100_000) + " }}");
        assertEquals(
                "inf",
                ChatTemplate.parse("{{ 1e" + "9".repeat(9) + " }}")
                        .render(Map.of())
                        .text());
        refusal("{{ 'x'|int }}{{ ('9' * 100000)|int }}");
    }

    @Test
    void limitsCanBeRaised() {
        String template = "{% for a in range(1000) %}{% for b in range(300) %}{% endfor %}{% endfor %}";
        refusal(template);
        assertDoesNotThrow(() -> ChatTemplate.parse(template).render(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new TemplateLimits(0, 1, 1, 1));
    }

    @Test
    void longConversationsFit() {
        String template = "{% for m in messages %}{{ '<' + m.role + '>' + m.content|trim + '</s>' }}{% endfor %}";
        List<Map<String, String>> messages =
                Collections.nCopies(2000, Map.of("role", "user", "content", " word".repeat(1000)));
        Rendered rendered =
                assertDoesNotThrow(() -> ChatTemplate.parse(template).render(Map.of("messages", messages)));
        assertEquals(2000 * (6 + 4999 + 4), rendered.text().length());
    }

    private static void onSmallStack(Runnable action) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, action, "small stack", 512 << 10);
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        thread.join(Duration.ofSeconds(60));
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }
}
