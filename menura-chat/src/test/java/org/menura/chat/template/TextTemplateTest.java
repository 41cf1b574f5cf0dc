package org.menura.chat.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Jinja2 3.1.6 renders with StrictUndefined and keep_trailing_newline, its other options at their defaults. */
class TextTemplateTest {
    private static final Map<String, Object> CONTEXT =
            Map.of("q", "the Cat", "n", 7, "l", List.of("b", "a'c"), "d", Map.of("k", "<&'>"));

    private static String render(String template) {
        return TextTemplate.parse(
                        template,
                        Map.of(
                                "shout",
                                (text, positional, named) -> text.toUpperCase(Locale.ROOT)
                                        + (positional.isEmpty()
                                                ? named.getOrDefault("end", "")
                                                : positional.getFirst())))
                .render(CONTEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "`{% if n %}\\n  x\\n{% endif %}\\n\\n` # `\\n  x\\n\\n\\n`",
                "`  {% for c in l %}{{ c }}{% endfor %}\\n` # `  ba'c\\n`",
                "`a{%- if n %} b {%- endif %}\\n` # `a b\\n`",
                "`{% raw %}{{x}}{% endraw %}\\ny` # `{{x}}\\ny`",
                "`{{ l }} {{ d.k }}` # `['b', \"a'c\"] <&'>`",
                "`{{ d|tojson }}` # `{\"k\": \"\\u003c\\u0026\\u0027\\u003e\"}`",
                "`{{ x is defined }} {{ x|default('d') }} {{ (x|default([])) }}` # `False d []`",
                "`{{ q|shout }} {{ q|shout('!') }} {{ l|map('shout', end='?')|list }}` # `THE CAT THE CAT! ['B?', \"A'C?\"]`",
                "`[{{ n if false }}{{ 'y' if n }}]` # `[y]`",
                "`{% set _ = l.append('z') %}{{ l|length }}` # `3`",
                "`{{ 'a_1 x² Ⅷ ½-b ₂'|wordcount }}` # `6`",
                "`{{ q[:3] }} {{ q.split(' ')[1] }} {{ [1, 2.0, none, true] }}` # `the Cat [1, 2.0, None, True]`",
            })
    void rendersPlainText(String template, String expected) {
        assertEquals(lines(expected), render(lines(template)));
    }

    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{{ x }}",
                "{% if x %}{% endif %}",
                "{% for i in x %}{% endfor %}",
                "{{ x|length }}",
                "{{ x == 1 }}",
                "{{ x or 1 }}",
                "{{ d.y }}",
                "{{ l[5] }}",
                "{{ 1 ~ x }}",
                "{{ 'a' in x }}",
                "{{ x|join }}",
                "{{ {x: 1} }}",
                "{{ l|map(attribute='z')|join }}"
            })
    void whatIsUndefinedIsAnError(String template) {
        assertThrows(TemplateException.class, () -> render(template));
    }

    @Test
    void unknownFiltersAreRefusedWhereTheTemplateIsParsed() {
        TemplateException e =
                assertThrows(TemplateException.class, () -> TextTemplate.parse("{{ q|whisper }}", Map.of()));
        assertTrue(e.getMessage().contains("whisper"));
        assertThrows(TemplateException.class, () -> ChatTemplate.parse("{{ q|shout }}"));
    }
}
