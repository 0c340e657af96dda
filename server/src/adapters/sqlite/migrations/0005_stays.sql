-- Who was in a group once: a search finds what guests have said who are gone, by the name that they had.
CREATE INDEX stays_of_chat ON stays (chat, person);
