package org.menura.data.tag;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.data.text.Characters;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;

/** Measures of source code, as Dolma's taggers after RedPajama take them. */
final class CodeTaggers {
    private CodeTaggers() {}

    static List<Tagger> all() {
        return List.of(new Copyright("code_copyright_comments_v1"), new RedPajama("code_redpajama_taggers_v1"));
    }

    /** Copyright notices in the first comment of C's kind; else the lines of comments at the beginning. */
    private record Copyright(String name) implements Tagger {
        private static final Pattern COMMENT = Pattern.compile("/\\*[^*]*+\\*++(?:[^/*][^*]*+\\*++)*+/");
        private static final Pattern NOTICE =
                Pattern.compile("copyright", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

        @Override
        public void tag(TaggedText text, SpanSink out) {
            String all = text.view().text();
            int length = text.length();
            double score = 0;
            Matcher comment = COMMENT.matcher(all);
            if (comment.find()) {
                if (NOTICE.matcher(comment.group()).find()) {
                    int start = all.codePointCount(0, comment.start());
                    int end = start + all.codePointCount(comment.start(), comment.end());
                    out.add("copyright_notice", start, end, 1);
                    score = share(start, end, length);
                }
            } else {
                int end = comments(text.points());
                if (end >= 0) {
                    out.add("comment_block", 0, end, 1);
                    score = share(0, end, length);
                }
            }
            out.add("doc", 0, length, score);
        }

        private static double share(int start, int end, int length) {
            return length == 0 ? -1 : (end - start + 1.0) / length;
        }

        /** Length of the comments and empty lines at the beginning, line feeds not counted; -1 if there are none. */
        private static int comments(int[] points) {
            Slices lines = Splits.lines(points, 0, points.length);
            int end = 0;
            int skipped = 0;
            for (int i = 0; i < lines.size(); i++) {
                int start = lines.start(i);
                int length = lines.length(i);
                int first = length > 0 ? points[start] : 0;
                int second = length > 1 ? points[start + 1] : 0;
                if (length > 0 && first != '#' && !(first == second && (first == '/' || first == '-'))) {
                    break;
                }
                skipped++;
                end += length == 0 ? 1 : length;
            }
            return skipped > 0 ? end : -1;
        }
    }

    /** Lengths of lines, share of letters and digits, letters a token. */
    private record RedPajama(String name) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            int[] points = text.points();
            int length = points.length;
            Slices lines = Splits.anyLines(points, 0, length);
            int longest = 0;
            for (int i = 0; i < lines.size(); i++) {
                longest = Math.max(longest, lines.length(i));
            }
            int letters = 0;
            int alphanumeric = 0;
            for (int c : points) {
                letters += Characters.isAlpha(c) ? 1 : 0;
                alphanumeric += Characters.isAlphanumeric(c) ? 1 : 0;
            }
            out.add("max_line_length_doc", 0, length, longest);
            out.add("avg_line_length_doc", 0, length, lines.size() == 0 ? 0 : (double) lines.total() / lines.size());
            out.add("alnum_prop_doc", 0, length, length == 0 ? 0 : (double) alphanumeric / length);
            out.add("alpha_token_prop_doc", 0, length, letters / Lengths.runs(points, 0, length));
        }
    }
}
