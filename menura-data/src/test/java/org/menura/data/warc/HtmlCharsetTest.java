package org.menura.data.warc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.data.warc.HtmlCharset.Evidence;

class HtmlCharsetTest {
    private static HtmlCharset.Found find(String page) {
        return HtmlCharset.find(page.getBytes(StandardCharsets.ISO_8859_1), null);
    }

    @Test
    void marksAreStrongest() {
        byte[] page = Archives.join(
                new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, Archives.bytes("<meta charset=latin1>ä"));
        HtmlCharset.Found found = HtmlCharset.find(page, "windows-1251");
        assertEquals(StandardCharsets.UTF_8, found.charset());
        assertEquals(Evidence.MARK, found.by());
        assertEquals("<meta charset=latin1>ä", HtmlCharset.decode(page, "windows-1251"));
        byte[] wide = "\ufeff<p>ab".getBytes(StandardCharsets.UTF_16LE);
        assertEquals("<p>ab", HtmlCharset.decode(wide, null));
    }

    @Test
    void transportGoesBeforeMeta() {
        byte[] page = Archives.bytes("<meta charset=koi8-r>");
        assertEquals("windows-1251", HtmlCharset.find(page, "CP1251").charset().name());
        assertEquals("KOI8-R", HtmlCharset.find(page, "no such").charset().name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<meta charset=\"shift_jis\">|windows-31j",
                "<META http-equiv = Content-Type content = 'text/html; charset=gb2312'>|GB18030",
                "<meta content='text/html; charset=\"euc-kr\"' http-equiv='content-type'>|x-windows-949",
                "<!-- <meta charset=koi8-r> --><meta charset=ISO-8859-1>|windows-1252",
                "<title a='<meta charset=koi8-r>'>x</title><meta charset=iso-8859-2>|ISO-8859-2",
                "<?xml version='1.0' encoding='windows-1250'?><html>|windows-1250",
                "<meta charset=utf-16>|UTF-8",
                "<meta content='text/html; charset=koi8-r'>text|UTF-8",
                "<metadata charset=koi8-r>text|UTF-8"
            })
    void findsWhatPagesDeclare(String page, String charset) {
        assertEquals(charset, find(page).charset().name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "windows-1252|Die Straße führt über die Brücke; dort wäre es schöner, sagte der Müller. Größe zählt hier für Männer.",
                "windows-1252|Le café était fermé, à cause de l'été; où êtes-vous passés cette année, où la forêt brûle déjà ?",
                "windows-1251|Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.",
                "windows-1253|Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
                "windows-1255|כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון.",
                "windows-1256|يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا",
                "x-windows-874|มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
                "ISO-8859-2|Wszyscy ludzie rodzą się wolni, są śmiali i zawsze myślą o ważnych sprawach świata, który łączy.",
                "windows-1250|Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i powinni postępować wobec innych w duchu braterstwa.",
                "KOI8-R|Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.",
                "windows-31j|吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた。",
                "EUC-JP|吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた。",
                "ISO-2022-JP|吾輩は猫である。名前はまだ無い。",
                "GB18030|学而时习之，不亦说乎？有朋自远方来，不亦乐乎？我们的国家是一个很大的国家，这里有很多的人。",
                "Big5-HKSCS|我們的國家是一個很大的國家，這裡有很多的人。他說這個時候不能去，因為大家都在家裡。",
                "x-windows-949|모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았다.",
                "UTF-8|Größe, café, счастливые, 吾輩は猫である, 인간"
            })
    void guessesTheRest(String charset, String text) {
        byte[] page = ("<html><body><p>" + text + "</p></body></html>").getBytes(Charset.forName(charset));
        HtmlCharset.Found found = HtmlCharset.find(page, null);
        assertEquals(Evidence.GUESS, found.by());
        assertEquals(charset, found.charset().name());
    }
}
