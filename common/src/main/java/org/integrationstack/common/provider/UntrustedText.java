package org.integrationstack.common.provider;

/**
 * Text of somebody else's, made fit for a line of a log, a mail or a page: control characters, line ends and halves of
 * surrogate pairs become blanks, characters that turn the direction of writing go, and what is longer than {@value
 * #LONGEST} characters is cut.
 */
final class UntrustedText {
    static final int LONGEST = 1000;

    private UntrustedText() {}

    static String line(String text) {
        if (text.length() <= LONGEST && text.codePoints().allMatch(UntrustedText::isHarmless)) {
            return text;
        }
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .filter(character -> !turns(character))
                .map(character -> isHarmless(character) ? character : ' ')
                .forEach(line::appendCodePoint);
        if (text.codePointCount(0, text.length()) > LONGEST) {
            line.append('…');
        }
        return line.toString();
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> !turns(character);
        };
    }

    /** Source: Unicode Standard Annex 9, "Explicit directional embeddings, overrides and isolates". */
    private static boolean turns(int character) {
        return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
    }
}
