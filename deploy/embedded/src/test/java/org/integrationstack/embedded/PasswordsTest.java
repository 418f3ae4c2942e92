package org.integrationstack.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class PasswordsTest {
    @Test
    void randomPasswordsNeedNoQuoting() {
        assertThatNoException().isThrownBy(() -> Passwords.check(Passwords.random()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with space", "quote\"quote", "semi;colon", "line\nbreak", "at@host:port"})
    void refusesWhatIsShortOrNeedsQuotingAndDoesNotRepeatIt(String password) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Passwords.check(password))
                .withMessage("a password here is at least eight of the characters A-Z a-z 0-9 . _ ~ -");
    }
}
